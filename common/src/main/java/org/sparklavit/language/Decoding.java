package org.sparklavit.language;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** How a continuation is chosen from the scores of one position after the other. */
public sealed interface Decoding extends Serializable permits Sampler, Decoding.Beam {
    /** The continuation that is most probable as a whole, as far as {@link BeamSearch} finds it. */
    record Beam(
            @Setting(help = "Continuations that are kept at each step.", defaultsTo = "5", range = ">= 1")
            int beams,

            @Setting(
                    help =
                            "Exponent of the length by which a continuation's log-probability is divided: 0 prefers short"
                                    + " ones, above 0 long ones.",
                    defaultsTo = "1.0",
                    range = "[0, 10]")
            double lengthPenalty)
            implements Decoding {}
}
