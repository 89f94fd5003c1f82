package org.sparklavit.data.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;

/** A file as a path of the local disk: itself if it lies there, else a copy that goes when this is closed. */
public final class LocalCopy implements Closeable {
    private final Path path;
    private final boolean isTemporary;

    private LocalCopy(Path path, boolean isTemporary) {
        this.path = path;
        this.isTemporary = isTemporary;
    }

    /** Makes the file at {@code uri} reachable by path. */
    public static LocalCopy of(Storage storage, String uri) throws IOException {
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(uri);
        FileSystem files = file.getFileSystem(storage.configuration());
        if (files instanceof LocalFileSystem local) {
            return new LocalCopy(local.pathToFile(file).toPath(), false);
        }
        Path copy = Files.createTempFile("spark-lavit-", "-" + file.getName());
        try (InputStream in = storage.open(uri)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.delete(copy);
            throw e;
        }
        return new LocalCopy(copy, true);
    }

    /** Where the bytes are. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (isTemporary) {
            Files.deleteIfExists(path);
        }
    }
}
