package org.sparklavit.data.stream;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** How samples become sequences (LaVIT, section 3.3, and the open points of its prose). */
public record SequenceConfig(
        @Setting(
                help = "Tokens of a packed row: what the model reads at once.",
                unit = "tokens",
                defaultsTo = "2048",
                range = ">= 8")
        int window,

        @Setting(
                help = "How an image enters as a condition: its merged features through a trained projection"
                        + " (continuous; the dump must hold features) or the embeddings of its codes (discrete).",
                defaultsTo = "continuous")
        Condition condition,

        @Setting(help = "Whether the codes of a condition image are targets too.", defaultsTo = "true")
        boolean superviseImageCondition,

        @Setting(
                help = "What happens to a sample that is longer than the window: dropped, or its text is cut"
                        + " (plain text goes on in further sequences). Both are counted.",
                defaultsTo = "cut")
        LongSamples longSamples)
        implements Serializable {
    /** See {@link SequenceConfig#condition}. */
    public enum Condition {
        CONTINUOUS,
        DISCRETE
    }

    /** See {@link SequenceConfig#longSamples}. */
    public enum LongSamples {
        DROP,
        CUT
    }

    /** The longest sequence: its last id is predicted but not read. */
    int maxIds() {
        return window + 1;
    }
}
