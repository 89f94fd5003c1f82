package org.sparklavit.data.output;

import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.SparkEnv;

/**
 * Local files, and a process that ends without another word, as by kill -9, in the middle of its n-th change below a
 * folder: half of a write, before a close, before or after a rename.
 */
public final class HaltingFileSystem extends RawLocalFileSystem {
    /** The exit status of a process that was killed. */
    public static final int KILLED = 137;

    private static final String BELOW = "test.halt.below";
    private static final String AT = "test.halt.at";
    private static final String ONCE = "test.halt.once";
    private static final AtomicInteger CHANGES = new AtomicInteger();

    private String below;
    private int at;
    private String once;

    /** Settings under which a process ends at its n-th change below {@code folder}; 0 for never. */
    public static Map<String, String> settings(Path folder, int changes) {
        return Map.of(
                "spark.hadoop.fs.file.impl",
                HaltingFileSystem.class.getName(),
                "spark.hadoop.fs.file.impl.disable.cache",
                "true",
                "spark.hadoop." + BELOW,
                folder.toString(),
                "spark.hadoop." + AT,
                Integer.toString(changes));
    }

    /** The further setting under which one executor ends and the driver never: whoever can make this file first. */
    public static Map<String, String> once(Path marker) {
        return Map.of("spark.hadoop." + ONCE, marker.toString());
    }

    /** Changes that this process has made so far. */
    public static int changes() {
        return CHANGES.get();
    }

    @Override
    public void initialize(URI uri, Configuration configuration) throws IOException {
        super.initialize(uri, configuration);
        below = configuration.get(BELOW, "/nowhere");
        at = configuration.getInt(AT, 0);
        once = configuration.get(ONCE, "");
    }

    private boolean isTime(org.apache.hadoop.fs.Path path) {
        return path.toUri().getPath().startsWith(below + "/") && CHANGES.incrementAndGet() == at && isVictim();
    }

    private boolean isVictim() {
        if (once.isEmpty()) {
            return true;
        }
        return !SparkEnv.get().executorId().equals("driver") && new File(once).mkdir();
    }

    private void halt() {
        Runtime.getRuntime().halt(KILLED);
    }

    @Override
    public FSDataOutputStream create(
            org.apache.hadoop.fs.Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return halting(super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress), path);
    }

    @Override
    public FSDataOutputStream create(
            org.apache.hadoop.fs.Path path,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return halting(super.create(path, overwrite, bufferSize, replication, blockSize, progress), path);
    }

    private FSDataOutputStream halting(OutputStream file, org.apache.hadoop.fs.Path path) throws IOException {
        return new FSDataOutputStream(new Halting(file, path), null);
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
        if (isTime(to)) {
            halt();
        }
        boolean renamed = super.rename(from, to);
        if (isTime(to)) {
            halt();
        }
        return renamed;
    }

    private final class Halting extends FilterOutputStream {
        private final org.apache.hadoop.fs.Path path;

        private Halting(OutputStream file, org.apache.hadoop.fs.Path path) {
            super(file);
            this.path = path;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (isTime(path)) {
                out.write(bytes, from, count / 2);
                out.flush();
                halt();
                out.write(bytes, from + count / 2, count - count / 2);
            } else {
                out.write(bytes, from, count);
            }
        }

        @Override
        public void close() throws IOException {
            if (isTime(path)) {
                halt();
            }
            super.close();
        }
    }
}
