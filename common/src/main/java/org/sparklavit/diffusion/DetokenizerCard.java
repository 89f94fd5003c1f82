package org.sparklavit.diffusion;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** What describes a trained detokenizer, beside its weights: the content of {@code detokenizer.conf}. */
public record DetokenizerCard(
        @Setting(help = "In what it draws; an autoencoder lies beside this file.")
        SpaceConfig space,

        @Setting(help = "Width D of the features that condition it.", range = ">= 1")
        int featureWidth,

        @Setting(help = "Fingerprint of the tokenizer whose tokens it draws.")
        String tokenizerFingerprint)
        implements Serializable {}
