package org.sparklavit.data.stream;

import java.util.stream.IntStream;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenRow;

/** Token rows for tests. */
public final class TokenRowsOf {
    private TokenRowsOf() {}

    /** A row with {@code codes} and {@code featureWidth} half-precision features of value 1 for each. */
    public static TokenRow row(String key, String caption, int featureWidth, int... codes) {
        byte[] features = new byte[2 * featureWidth * codes.length];
        for (int i = 1; i < features.length; i += 2) {
            features[i] = 0x3C;
        }
        int[] positions = IntStream.range(0, codes.length).toArray();
        return new TokenRow(key, "test", key, caption, codes, positions, new PatchGrid(8, 8), 64, 64, "{}", features);
    }
}
