package org.sparklavit.vision;

import java.util.List;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.WeightsDigest;

/**
 * A digest of everything that decides which tokens an image gets: the settings that leave no trace in a weight's shape,
 * and the weights of encoder and tokenizer.
 */
final class Fingerprint {
    private Fingerprint() {}

    /** The digest of the parts, as 64 hexadecimal digits. */
    static String of(TokenizerCard card, EncoderConfig.Loaded encoder, List<Parameter> tokenizer) {
        PixelConfig pixels = card.encoder().pixels();
        return WeightsDigest.create()
                .add(String.format(
                        "encoder %s mean %s std %s resize %s tokenizer heads %d",
                        encoder.settings(),
                        pixels.mean(),
                        pixels.std(),
                        pixels.resize(),
                        card.tokenizer().heads()))
                .add("encoder", encoder.parameters())
                .add("tokenizer", tokenizer)
                .hex();
    }
}
