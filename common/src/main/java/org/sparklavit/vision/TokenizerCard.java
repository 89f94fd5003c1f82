package org.sparklavit.vision;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** What describes a trained tokenizer, beside its weights: the content of {@code tokenizer.conf}. */
public record TokenizerCard(
        @Setting(help = "The frozen encoder; its weights lie beside this file.")
        EncoderConfig encoder,

        @Setting(help = "The sizes of the rest.") TokenizerConfig tokenizer,

        @Setting(help = "Share rho of the patches that the selector was trained to keep.")
        double keepRatio,

        @Setting(help = "SHA-256 of all that decides which tokens an image gets.")
        String fingerprint)
        implements Serializable {}
