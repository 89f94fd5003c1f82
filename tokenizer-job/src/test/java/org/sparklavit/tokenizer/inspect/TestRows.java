package org.sparklavit.tokenizer.inspect;

import java.util.stream.IntStream;
import org.sparklavit.data.sample.SampleId;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;

/** Made-up rows on a grid of 4 x 4 patches, with 10 codes. */
final class TestRows {
    static final PatchGrid GRID = new PatchGrid(4, 4);

    private TestRows() {}

    static TokenMetadata metadata() {
        return new TokenMetadata("f00d", 10, 16, 0, "tiny-vit", 0.5, "test", "seed = 1");
    }

    /** The first {@code codes.length} patches are kept. */
    static TokenRow row(String source, String key, int... codes) {
        return new TokenRow(
                SampleId.of(source, key),
                source,
                key,
                "caption of " + key,
                codes,
                IntStream.range(0, codes.length).toArray(),
                GRID,
                64,
                48,
                "{}",
                new byte[0]);
    }

    /** A row of that many tokens, all of code 0. */
    static TokenRow ofTokens(String key, int tokens) {
        return row("made-up", key, new int[tokens]);
    }
}
