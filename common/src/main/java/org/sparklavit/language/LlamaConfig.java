package org.sparklavit.language;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/**
 * The sizes of a LLaMA (arXiv 2302.13971), apart from its vocabulary, which follows from tokenizer and codebook. Each
 * key names the field of Hugging Face's {@code config.json} that it stands for.
 */
public record LlamaConfig(
        @Setting(help = "Width of the residual stream (hidden_size).", range = ">= 2")
        int width,

        @Setting(help = "Number of transformer blocks (num_hidden_layers).", range = ">= 1")
        int blocks,

        @Setting(help = "Number of query heads (num_attention_heads); must divide width.", range = ">= 1")
        int heads,

        @Setting(
                help = "Number of key and value heads (num_key_value_heads), each shared by heads / key-value-heads"
                        + " query heads; 0 for as many as heads.",
                defaultsTo = "0",
                range = ">= 0")
        int keyValueHeads,

        @Setting(help = "Width inside the SwiGLU perceptron (intermediate_size).", range = ">= 1")
        int mlpWidth,

        @Setting(
                help = "Longest sequence that the position embedding is meant for (max_position_embeddings).",
                unit = "tokens",
                defaultsTo = "2048",
                range = ">= 1")
        int maxPositions,

        @Setting(help = "Rotary position embedding.", defaultsTo = "{}")
        RopeConfig rope,

        @Setting(
                help = "Added to the mean square before its root is taken (rms_norm_eps).",
                defaultsTo = "1e-5",
                range = "> 0")
        double rmsEpsilon,

        @Setting(help = "Whether the output head is the embedding matrix (tie_word_embeddings).", defaultsTo = "false")
        boolean tiedHead)
        implements Serializable {
    /** Checks that heads divide. */
    public LlamaConfig {
        if (width % heads != 0 || (width / heads) % 2 != 0) {
            throw new IllegalArgumentException("'heads' is set to " + heads + " but must cut 'width' = " + width
                    + " into heads of an even width. Change one of them.");
        }
        if (keyValueHeads > 0 && heads % keyValueHeads != 0) {
            throw new IllegalArgumentException("'key-value-heads' is set to " + keyValueHeads
                    + " but must divide 'heads' = " + heads + ". Change one of them.");
        }
    }

    /** G, the number of key and value heads. */
    public int groups() {
        return keyValueHeads == 0 ? heads : keyValueHeads;
    }

    /** The width of one head. */
    public int headWidth() {
        return width / heads;
    }
}
