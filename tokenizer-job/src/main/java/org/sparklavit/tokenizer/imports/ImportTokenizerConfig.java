package org.sparklavit.tokenizer.imports;

import org.sparklavit.config.Setting;
import org.sparklavit.vision.EncoderConfig;
import org.sparklavit.vision.TokenizerConfig;

/** Configuration of the import-tokenizer job. */
public record ImportTokenizerConfig(
        @Setting(help = "Selector, merger, quantiser and codebook: safetensors with the names of tokenizer_encoder.bin")
        String tokenizerWeights,

        @Setting(help = "Feature decoder: safetensors with the names of tokenizer_decoder.bin")
        String decoderWeights,

        @Setting(help = "Folder for the tokenizer; must be empty or not there yet")
        String output,

        @Setting(help = "The encoder that they were trained on.")
        EncoderConfig encoder,

        @Setting(help = "Their sizes.", defaultsTo = "{}") TokenizerConfig tokenizer,

        @Setting(
                help = "Share rho of the patches that the selector was trained to keep.",
                range = "(0, 1]",
                defaultsTo = "0.33333333")
        double keepRatio) {}
