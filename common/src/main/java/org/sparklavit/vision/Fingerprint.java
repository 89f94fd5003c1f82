package org.sparklavit.vision;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.tensor.HostMemory;
import org.sparklavit.tensor.Parameter;

/**
 * A SHA-256 digest of everything that decides which tokens an image gets: the settings that leave no trace in a weight's
 * shape, and the names, shapes and float32 values of the weights of encoder and tokenizer.
 */
final class Fingerprint {
    private final MessageDigest digest;

    private Fingerprint(MessageDigest digest) {
        this.digest = digest;
    }

    /** The digest of the parts, as 64 hexadecimal digits. */
    static String of(TokenizerCard card, EncoderConfig.Loaded encoder, List<Parameter> tokenizer) {
        try {
            Fingerprint fingerprint = new Fingerprint(MessageDigest.getInstance("SHA-256"));
            PixelConfig pixels = card.encoder().pixels();
            fingerprint.add(String.format(
                    "encoder %s mean %s std %s resize %s tokenizer heads %d",
                    encoder.settings(),
                    pixels.mean(),
                    pixels.std(),
                    pixels.resize(),
                    card.tokenizer().heads()));
            fingerprint.add("encoder", encoder.parameters());
            fingerprint.add("tokenizer", tokenizer);
            return HexFormat.of().formatHex(fingerprint.digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(String part, List<Parameter> parameters) {
        parameters.stream().sorted(Comparator.comparing(Parameter::name)).forEach(parameter -> {
            add(part + " " + parameter);
            digest.update(HostMemory.read(parameter.value()));
        });
    }

    private void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
