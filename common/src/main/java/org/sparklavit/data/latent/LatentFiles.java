package org.sparklavit.data.latent;

import java.io.IOException;
import java.util.Set;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;

/** Opens files of latents. */
public final class LatentFiles {
    private LatentFiles() {}

    /** Starts a file; row groups of 64 MiB, because a reader keeps one in memory. */
    public static RowWriter<LatentRow> writer(Storage storage, String uri, LatentMetadata metadata) throws IOException {
        return new RowWriter<>(
                storage, uri, LatentFormat.INSTANCE, WriteOptions.defaults().withFooter(metadata.toFooter()));
    }

    /** Opens a file at its first row. */
    public static RowReader<LatentRow> reader(Storage storage, String uri) throws IOException {
        return new RowReader<>(storage, uri, LatentFormat.INSTANCE, Set.of());
    }
}
