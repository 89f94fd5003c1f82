package org.sparklavit.data.parquet;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;

/**
 * What the footer of a Parquet file tells before any row is read.
 *
 * @param file where it lies and how long it is
 * @param groupRows rows of each row group, in the order of the file
 * @param footer keys and values that the writer left
 */
public record TableFile(StoredFile file, List<Long> groupRows, Map<String, String> footer) implements Serializable {
    /** Takes copies. */
    public TableFile {
        groupRows = List.copyOf(groupRows);
        footer = Map.copyOf(footer);
    }

    /**
     * Reads the footer.
     *
     * @throws IOException if the file is missing, cut or no Parquet file; the message names it
     */
    public static TableFile open(Storage storage, String uri) throws IOException {
        StoredFile file = storage.stat(uri);
        try (ParquetFileReader reader = reader(storage, file)) {
            List<Long> rows = reader.getRowGroups().stream()
                    .map(BlockMetaData::getRowCount)
                    .toList();
            return new TableFile(file, rows, reader.getFileMetaData().getKeyValueMetaData());
        }
    }

    static ParquetFileReader reader(Storage storage, StoredFile file) throws IOException {
        try {
            return opened(storage, file);
        } catch (RuntimeException e) {
            throw new IOException(file.uri() + " is no complete Parquet file: " + e.getMessage(), e);
        }
    }

    /**
     * A {@link RuntimeException} means that the file is damaged, an {@link IOException} that the storage failed.
     *
     * <p>Without vectored reads: those of s3a do not go on where a connection is cut in the middle of an object.
     */
    static ParquetFileReader opened(Storage storage, StoredFile file) throws IOException {
        ParquetReadOptions options = HadoopReadOptions.builder(storage.configuration())
                .withUseHadoopVectoredIo(false)
                .build();
        return ParquetFileReader.open(new StorageInputFile(storage, file), options);
    }

    /** Rows of the whole file. */
    public long rows() {
        return groupRows.stream().mapToLong(Long::longValue).sum();
    }
}
