package org.sparklavit.data.parquet;

import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.sparklavit.data.io.PendingFile;

/** A file under way as Parquet wants it. */
record StorageOutputFile(PendingFile file) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return new StableFooterStream(file.stream());
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return file.uri();
    }
}
