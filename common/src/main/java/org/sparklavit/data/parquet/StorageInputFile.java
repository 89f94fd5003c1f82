package org.sparklavit.data.parquet;

import java.io.IOException;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;

/** A file from which Parquet reads through {@link Storage}. */
record StorageInputFile(Storage storage, StoredFile file) implements InputFile {
    @Override
    public long getLength() {
        return file.bytes();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return HadoopStreams.wrap(storage.open(file.uri()));
    }

    @Override
    public String toString() {
        return file.uri();
    }
}
