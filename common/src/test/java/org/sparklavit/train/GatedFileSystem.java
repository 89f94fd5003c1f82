package org.sparklavit.train;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.sparklavit.data.io.Storage;

/** The local disk under the scheme {@code gated}, on which the first checkpoint's files wait for somebody to open a gate. */
public final class GatedFileSystem extends RawLocalFileSystem {
    private static CountDownLatch gate = new CountDownLatch(0);

    /** A storage whose checkpoints wait until the latch has come down. */
    static Storage behind(CountDownLatch latch) {
        gate = latch;
        Configuration configuration = new Configuration();
        configuration.setClass("fs.gated.impl", GatedFileSystem.class, RawLocalFileSystem.class);
        configuration.setBoolean("fs.gated.impl.disable.cache", true);
        return new Storage(configuration);
    }

    @Override
    public URI getUri() {
        return URI.create("gated:///");
    }

    @Override
    public String getScheme() {
        return "gated";
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return super.create(awaited(path), permission, overwrite, bufferSize, replication, blockSize, progress);
    }

    @Override
    public FSDataOutputStream create(
            Path path, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        return super.create(awaited(path), overwrite, bufferSize, replication, blockSize, progress);
    }

    private static Path awaited(Path path) throws IOException {
        try {
            if (path.toString().contains("/checkpoints/")) {
                gate.await();
            }
            return path;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
