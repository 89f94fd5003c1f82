package org.sparklavit.tokenizer.inspect;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.diffusion.Detokenizer;
import org.sparklavit.diffusion.DrawingConfig;

/** Rows drawn again from their tokens alone, by a trained detokenizer. */
final class Redrawn {
    /** Pictures that are drawn at once. */
    private static final int BATCH = 8;

    private Redrawn() {}

    /**
     * Draws the rows that have tokens.
     *
     * @return pictures by sample id; none if the configuration names no detokenizer
     * @throws ConfigException if the detokenizer is one for another tokenizer than the dump's
     */
    static Map<String, RgbImage> of(Storage storage, InspectConfig config, String fingerprint, List<TokenRow> rows)
            throws IOException {
        Map<String, RgbImage> pictures = new HashMap<>();
        Optional<String> folder = config.detokenizer();
        if (folder.isEmpty()) {
            return pictures;
        }
        String tokenizer = config.tokenizer().orElseThrow();
        try (Detokenizer detokenizer = Detokenizer.open(storage, folder.get(), tokenizer)) {
            detokenizer.checkFingerprint(fingerprint, "the token dump in " + config.input());
            List<TokenRow> drawable =
                    rows.stream().filter(row -> row.numTokens() > 0).toList();
            for (int from = 0; from < drawable.size(); from += BATCH) {
                draw(
                                detokenizer,
                                config.drawing(),
                                drawable.subList(from, Math.min(drawable.size(), from + BATCH)),
                                from)
                        .forEach(pictures::put);
            }
        }
        return pictures;
    }

    private static Map<String, RgbImage> draw(
            Detokenizer detokenizer, DrawingConfig settings, List<TokenRow> rows, int first) {
        List<RgbImage> drawn =
                detokenizer.draw(rows.stream().map(TokenRow::codes).toList(), settings, first);
        Map<String, RgbImage> pictures = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            pictures.put(rows.get(i).id(), drawn.get(i));
        }
        return pictures;
    }
}
