package org.sparklavit.tokenizer.inspect;

import org.sparklavit.data.token.TokenRow;

/** The patch grid of a row in characters, for a terminal. */
final class PatchText {
    private static final String KEPT = "#";
    private static final String DROPPED = ".";

    private PatchText() {}

    /** One line for each row of patches; a blank between two patches makes them about square. */
    static String of(TokenRow row, String indent) {
        KeptPatches kept = KeptPatches.of(row);
        StringBuilder text = new StringBuilder();
        for (int y = 0; y < row.grid().height(); y++) {
            text.append(indent);
            for (int x = 0; x < row.grid().width(); x++) {
                text.append(x == 0 ? "" : " ").append(kept.at(x, y) ? KEPT : DROPPED);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
