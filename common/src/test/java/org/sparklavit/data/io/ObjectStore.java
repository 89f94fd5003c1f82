package org.sparklavit.data.io;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Local files that behave like an object store at {@code store:/...}: an object is there once its stream is closed,
 * whole, or never if the stream was aborted; and there is no rename.
 */
public final class ObjectStore extends RawLocalFileSystem {
    /** Bytes of an object, above which the store is full. */
    private static final String CAPACITY = "fs.store.capacity";

    /** A configuration that knows the scheme. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.store.impl", ObjectStore.class, FileSystem.class);
        configuration.setBoolean("fs.store.impl.disable.cache", true);
        return configuration;
    }

    /** The same for a store that is full after so many bytes of an object. */
    public static Configuration configuration(long capacity) {
        Configuration configuration = configuration();
        configuration.setLong(CAPACITY, capacity);
        return configuration;
    }

    @Override
    public URI getUri() {
        return URI.create("store:///");
    }

    @Override
    public String getScheme() {
        return "store";
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM) || super.hasPathCapability(path, capability);
    }

    @Override
    public boolean rename(Path from, Path to) {
        throw new UnsupportedOperationException("a store has no rename: " + from + " to " + to);
    }

    @Override
    public FSDataOutputStream create(Path path, boolean overwrite) {
        return new FSDataOutputStream(new Upload(path), null);
    }

    private FSDataOutputStream createLocal(Path path) throws IOException {
        return super.create(path, true);
    }

    private final class Upload extends FilterOutputStream implements Abortable {
        private final Path path;
        private long room = getConf().getLong(CAPACITY, Long.MAX_VALUE);
        private boolean ended;

        private Upload(Path path) {
            super(new ByteArrayOutputStream());
            this.path = path;
        }

        @Override
        public void write(int value) throws IOException {
            if (room-- == 0) {
                throw new IOException("No space left on device");
            }
            super.write(value);
        }

        @Override
        public void close() throws IOException {
            if (!ended) {
                ended = true;
                try (OutputStream file = createLocal(path)) {
                    ((ByteArrayOutputStream) out).writeTo(file);
                }
            }
        }

        @Override
        public AbortableResult abort() {
            ended = true;
            return new AbortableResult() {
                @Override
                public boolean alreadyClosed() {
                    return false;
                }

                @Override
                public IOException anyCleanupException() {
                    return null;
                }
            };
        }
    }
}
