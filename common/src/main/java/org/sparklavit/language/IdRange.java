package org.sparklavit.language;

import java.io.Serializable;
import java.util.Arrays;
import org.sparklavit.config.Setting;

/** Ids from one on and up to another. */
public record IdRange(
        @Setting(help = "The first id.", range = ">= 0") int from,

        @Setting(help = "One more than the last.", range = ">= 1")
        int to)
        implements Serializable {
    /** Checks the order. */
    public IdRange {
        if (from >= to) {
            throw new IllegalArgumentException("'to' is set to " + to + " but must be above 'from' = " + from
                    + ": it is one more than the last id");
        }
    }

    /** Makes these ids impossible; those beyond the last of {@code scores} need not be. */
    void suppress(float[] scores) {
        Arrays.fill(scores, Math.min(from, scores.length), Math.min(to, scores.length), Float.NEGATIVE_INFINITY);
    }
}
