package org.sparklavit.data.token;

import java.util.Optional;

/** What docs/token-format.md asks of a row. */
public final class TokenCheck {
    private static final int MAX_INT16 = Short.MAX_VALUE;
    private static final int FEATURE_BYTES = 2;

    private TokenCheck() {}

    /** Which rule a row breaks. */
    public enum Rule {
        /** At least one patch is kept. */
        NO_CODES,
        /** Each code has one position. */
        COUNT_MISMATCH,
        /** Features are as long as the footer promises. */
        BAD_FEATURES,
        /** Codes lie below the codebook's size. */
        CODE_OUT_OF_RANGE,
        /** Positions ascend and lie in the grid. */
        BAD_POSITIONS
    }

    /**
     * A broken rule.
     *
     * @param text says how, with the value
     */
    public record Problem(Rule rule, String text) {
        private static Optional<Problem> of(Rule rule, String text) {
            return Optional.of(new Problem(rule, text));
        }
    }

    /** The first rule that a row breaks; none if the row is right. */
    public static Optional<Problem> problem(TokenRow row, TokenMetadata metadata) {
        int tokens = row.codes().length;
        if (tokens == 0) {
            return Problem.of(Rule.NO_CODES, "there are no codes, at least one patch is always kept");
        }
        if (row.positions().length != tokens) {
            return Problem.of(Rule.COUNT_MISMATCH, tokens + " codes but " + row.positions().length + " positions");
        }
        long featureBytes = (long) FEATURE_BYTES * tokens * metadata.featureWidth();
        if (row.features().length != featureBytes) {
            return Problem.of(
                    Rule.BAD_FEATURES,
                    row.features().length + " bytes of features but " + tokens + " codes of feature width "
                            + metadata.featureWidth() + " need " + featureBytes);
        }
        return codes(row.codes(), metadata.codebookSize()).or(() -> positions(row.positions(), row.grid()));
    }

    private static Optional<Problem> codes(int[] codes, int codebookSize) {
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < 0 || codes[i] >= codebookSize) {
                return Problem.of(
                        Rule.CODE_OUT_OF_RANGE,
                        "codes[" + i + "] is " + codes[i] + " but the codebook has " + codebookSize + " codes");
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> positions(int[] positions, PatchGrid grid) {
        if (grid.height() < 1 || grid.width() < 1 || grid.patches() > MAX_INT16) {
            return Problem.of(
                    Rule.BAD_POSITIONS,
                    "the patch grid is " + grid.height() + " x " + grid.width() + " but must hold 1 to " + MAX_INT16
                            + " patches");
        }
        int before = -1;
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] <= before || positions[i] >= grid.patches()) {
                return Problem.of(
                        Rule.BAD_POSITIONS,
                        "positions[" + i + "] is " + positions[i] + " after " + before
                                + " but positions ascend and lie below " + grid.patches());
            }
            before = positions[i];
        }
        return Optional.empty();
    }
}
