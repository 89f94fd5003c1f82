package org.sparklavit.data.token;

import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.SampleId;

/** Made-up token rows: 16 x 16 patches, 512 codes of width 16. */
public final class TokenRowsForTests {
    private static final PatchGrid GRID = new PatchGrid(16, 16);

    private TokenRowsForTests() {}

    /** Metadata that the rows fit. */
    public static TokenMetadata metadata(int featureWidth) {
        return new TokenMetadata("f00d", 512, 16, featureWidth, "tiny-vit", 1.0 / 3, "test", "seed = 1");
    }

    /** Writes rows that {@link TokenWriter} would refuse. */
    public static RowWriter<TokenRow> uncheckedWriter(Storage storage, String uri, WriteOptions options)
            throws IOException {
        return new RowWriter<>(storage, uri, TokenRows.INSTANCE, options);
    }

    /** The i-th row, the same each time; about a third of its patches kept. */
    public static TokenRow row(int i, int featureWidth) {
        Random random = new Random(i);
        int[] positions = random.ints(GRID.patches(), 0, 3).toArray();
        int[] kept = IntStream.range(0, GRID.patches())
                .filter(patch -> patch == 0 || positions[patch] == 0)
                .toArray();
        int[] codes = random.ints(kept.length, 0, 512).toArray();
        byte[] features = new byte[2 * kept.length * featureWidth];
        random.nextBytes(features);
        String key = "key" + i;
        return new TokenRow(
                SampleId.of("test", key),
                "test",
                key,
                "caption " + i,
                codes,
                kept,
                GRID,
                640,
                480,
                "{\"n\":" + i + "}",
                features);
    }
}
