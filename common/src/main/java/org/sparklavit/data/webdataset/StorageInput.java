package org.sparklavit.data.webdataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Tells what is wrong with the storage, thrown unchecked, from what is wrong with the bytes it gives, which the
 * formats above report as {@link IOException}.
 */
final class StorageInput extends FilterInputStream {
    StorageInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() {
        try {
            return super.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read(byte[] bytes, int from, int count) {
        try {
            return super.read(bytes, from, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
