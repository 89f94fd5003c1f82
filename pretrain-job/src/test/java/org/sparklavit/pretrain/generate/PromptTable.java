package org.sparklavit.pretrain.generate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;

/** Parquet files of prompts, as others write them. */
public final class PromptTable {
    private PromptTable() {}

    /** Writes {@code rows}; what is empty in one is null there. */
    public static void write(Path file, List<PromptRow> rows) throws IOException {
        PromptColumns columns =
                ConfigLoader.load(PromptColumns.class, null, List.of()).value();
        try (RowWriter<PromptRow> writer =
                new RowWriter<>(Storage.local(), file.toString(), new PromptFormat(columns), WriteOptions.defaults())) {
            for (PromptRow row : rows) {
                writer.write(row);
            }
            writer.commit();
        }
    }
}
