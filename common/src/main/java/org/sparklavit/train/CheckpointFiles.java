package org.sparklavit.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.data.io.Storage;

/**
 * Writes and reads the files of a checkpoint with their checksums.
 *
 * @param folder of the checkpoint
 */
record CheckpointFiles(Storage storage, String folder) {
    /**
     * A file that was written.
     *
     * @param name below the checkpoint's folder
     * @param bytes its length
     * @param crc32c of its bytes
     */
    record Written(String name, long bytes, long crc32c) {}

    String uri(String name) {
        return Storage.child(folder, name);
    }

    Written write(String name, Storage.Content content) throws IOException {
        CRC32C crc = new CRC32C();
        storage.writeAtomically(uri(name), out -> {
            OutputStream checked = new CheckedOutputStream(out, crc);
            content.writeTo(checked);
            checked.flush();
        });
        return new Written(name, storage.stat(uri(name)).bytes(), crc.getValue());
    }

    String readText(String name) throws IOException {
        return storage.readText(uri(name));
    }

    /**
     * The file on the local disk.
     *
     * @throws IOException if it is not, byte for byte, what was written
     */
    LocalCopy open(Written file) throws IOException {
        LocalCopy copy = LocalCopy.of(storage, uri(file.name()));
        try {
            check(file, copy);
            return copy;
        } catch (IOException e) {
            copy.close();
            throw e;
        }
    }

    private void check(Written file, LocalCopy copy) throws IOException {
        CRC32C crc = new CRC32C();
        long bytes;
        try (InputStream in = new CheckedInputStream(Files.newInputStream(copy.path()), crc)) {
            bytes = in.transferTo(OutputStream.nullOutputStream());
        }
        if (bytes != file.bytes()) {
            throw new IOException(uri(file.name()) + " has " + bytes + " bytes instead of " + file.bytes());
        }
        if (crc.getValue() != file.crc32c()) {
            throw new IOException(uri(file.name()) + " does not have its checksum");
        }
    }
}
