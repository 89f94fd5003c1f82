package org.sparklavit.vision;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** The sizes of the dynamic tokenizer behind the encoder; the defaults are the paper's. */
public record TokenizerConfig(
        @Setting(help = "Blocks of the merger.", range = ">= 1", defaultsTo = "12")
        int mergerBlocks,

        @Setting(help = "Blocks of the feature decoder.", range = ">= 1", defaultsTo = "12")
        int decoderBlocks,

        @Setting(
                help = "Attention heads of merger and decoder; divides the encoder's width.",
                range = ">= 1",
                defaultsTo = "16")
        int heads,

        @Setting(
                help = "Hidden width of a block's perceptron over its width; the product is rounded down.",
                range = "> 0",
                defaultsTo = "4.3637")
        double mlpRatio,

        @Setting(help = "Codes K in the codebook.", range = ">= 2", defaultsTo = "16384")
        int codebookSize,

        @Setting(help = "Width C of a code.", range = ">= 2", defaultsTo = "32")
        int codeWidth)
        implements Serializable {

    /** Hidden width of the perceptrons beside an encoder of {@code width}. */
    int hidden(int width) {
        return (int) (width * mlpRatio);
    }
}
