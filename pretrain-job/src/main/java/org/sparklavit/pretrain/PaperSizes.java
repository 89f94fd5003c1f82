package org.sparklavit.pretrain;

import org.sparklavit.config.Setting;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.vision.TokenizerConfig;

/** What a plan needs to know of a checkpoint and of dumps that are somewhere else. */
public record PaperSizes(
        @Setting(help = "Sizes of the checkpoint.") LlamaConfig model,

        @Setting(help = "Ids of its text tokenizer.", range = ">= 1")
        int textIds,

        @Setting(help = "Codes of the visual tokenizer; 0 if all sources are text.", defaultsTo = "0", range = ">= 0")
        int codes,

        @Setting(help = "Width of the merged features.", defaultsTo = "0", range = ">= 0")
        int featureWidth,

        @Setting(help = "Parameters of the frozen encoder, for online-features.", defaultsTo = "0", range = ">= 0")
        long encoderParameters,

        @Setting(help = "Sizes of the tokenizer, for online-features.", defaultsTo = "{}")
        TokenizerConfig tokenizer) {}
