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
    /** A configuration that knows the scheme. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.store.impl", ObjectStore.class, FileSystem.class);
        configuration.setBoolean("fs.store.impl.disable.cache", true);
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
        private boolean ended;

        private Upload(Path path) {
            super(new ByteArrayOutputStream());
            this.path = path;
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
