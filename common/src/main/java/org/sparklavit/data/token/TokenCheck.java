package org.sparklavit.data.token;

import java.util.Optional;

/** What docs/token-format.md asks of a row. */
public final class TokenCheck {
    private static final int MAX_INT16 = Short.MAX_VALUE;
    private static final int FEATURE_BYTES = 2;

    private TokenCheck() {}

    /** The first rule that a row breaks, with its value; none if the row is right. */
    public static Optional<String> problem(TokenRow row, TokenMetadata metadata) {
        int tokens = row.codes().length;
        if (tokens == 0) {
            return Optional.of("there are no codes, at least one patch is always kept");
        }
        if (row.positions().length != tokens) {
            return Optional.of(tokens + " codes but " + row.positions().length + " positions");
        }
        long featureBytes = (long) FEATURE_BYTES * tokens * metadata.featureWidth();
        if (row.features().length != featureBytes) {
            return Optional.of(row.features().length + " bytes of features but " + tokens + " codes of feature width "
                    + metadata.featureWidth() + " need " + featureBytes);
        }
        return codes(row.codes(), metadata.codebookSize()).or(() -> positions(row.positions(), row.grid()));
    }

    private static Optional<String> codes(int[] codes, int codebookSize) {
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < 0 || codes[i] >= codebookSize) {
                return Optional.of(
                        "codes[" + i + "] is " + codes[i] + " but the codebook has " + codebookSize + " codes");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> positions(int[] positions, PatchGrid grid) {
        if (grid.height() < 1 || grid.width() < 1 || grid.patches() > MAX_INT16) {
            return Optional.of("the patch grid is " + grid.height() + " x " + grid.width() + " but must hold 1 to "
                    + MAX_INT16 + " patches");
        }
        int before = -1;
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] <= before || positions[i] >= grid.patches()) {
                return Optional.of("positions[" + i + "] is " + positions[i] + " after " + before
                        + " but positions ascend and lie below " + grid.patches());
            }
            before = positions[i];
        }
        return Optional.empty();
    }
}
