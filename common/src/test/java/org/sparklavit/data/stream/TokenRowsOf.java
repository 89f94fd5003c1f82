package org.sparklavit.data.stream;

import java.util.stream.IntStream;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenRow;

/** Token rows for tests. */
public final class TokenRowsOf {
    private TokenRowsOf() {}

    /** A row with {@code codes} and {@code featureWidth} features of value 1 in bfloat16 for each. */
    public static TokenRow row(String key, String caption, int featureWidth, int... codes) {
        byte[] features = new byte[2 * featureWidth * codes.length];
        for (int i = 0; i < features.length; i += 2) {
            features[i] = (byte) 0x80;
            features[i + 1] = 0x3F;
        }
        int[] positions = IntStream.range(0, codes.length).toArray();
        return new TokenRow(key, "test", key, caption, codes, positions, new PatchGrid(8, 8), 64, 64, "{}", features);
    }
}
