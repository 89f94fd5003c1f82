package org.sparklavit.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.SafeTensors;

/** Writes and reads the files of a checkpoint with their checksums. */
final class CheckpointFiles {
    private final Storage storage;
    private final String folder;

    /**
     * A file that was written.
     *
     * @param name below the checkpoint's folder
     * @param bytes its length
     * @param crc32c of its bytes
     */
    record Written(String name, long bytes, long crc32c) {}

    CheckpointFiles(Storage storage, String folder) {
        this.storage = storage;
        this.folder = folder;
    }

    Written write(String name, Storage.Content content) throws IOException {
        CRC32C crc = new CRC32C();
        String uri = Storage.child(folder, name);
        storage.writeAtomically(uri, out -> {
            OutputStream checked = new CheckedOutputStream(out, crc);
            content.writeTo(checked);
            checked.flush();
        });
        return new Written(name, storage.stat(uri).bytes(), crc.getValue());
    }

    String readText(String name) throws IOException {
        return storage.readText(Storage.child(folder, name));
    }

    /** Why {@code file} cannot be trusted, or null if it is what was written. */
    String problemOf(Written file) throws IOException {
        String uri = Storage.child(folder, file.name());
        if (!storage.exists(uri)) {
            return uri + " is missing";
        }
        CRC32C crc = new CRC32C();
        long bytes;
        try (InputStream in = new CheckedInputStream(storage.open(uri), crc)) {
            bytes = in.transferTo(OutputStream.nullOutputStream());
        }
        if (bytes != file.bytes()) {
            return uri + " has " + bytes + " bytes instead of " + file.bytes();
        }
        return crc.getValue() == file.crc32c() ? null : uri + " does not have its checksum";
    }

    /** What to do with an opened file. */
    @FunctionalInterface
    interface Reader {
        void read(SafeTensors file);
    }

    /** Opens a safetensors file, through a local copy where the checkpoint is not on this machine. */
    void readTensors(String name, Reader reader) throws IOException {
        Path copy = Files.createTempFile("spark-lavit-checkpoint", ".safetensors");
        try {
            try (InputStream in = storage.open(Storage.child(folder, name));
                    OutputStream out = Files.newOutputStream(copy)) {
                in.transferTo(out);
            }
            try (SafeTensors file = SafeTensors.open(copy)) {
                reader.read(file);
            }
        } finally {
            Files.delete(copy);
        }
    }
}
