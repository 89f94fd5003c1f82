package org.sparklavit.data.stream;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** How long sequences are, and what becomes of longer samples. */
public record SequenceConfig(
        @Setting(
                help = "Tokens of a packed row: what the model reads at once.",
                unit = "tokens",
                defaultsTo = "2048",
                range = ">= 8")
        int window,

        @Setting(
                help = "What happens to a sample that is longer than the window: dropped, or its text is cut"
                        + " (plain text goes on in further sequences). Both are counted. With cut, a plain text is"
                        + " also cut in two where a row would stay more than 1% empty.",
                defaultsTo = "cut")
        LongSamples longSamples)
        implements Serializable {
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
