package org.sparklavit.diffusion;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** How a picture is drawn from tokens. */
public record DrawingConfig(
        @Setting(
                help = "Steps of the sampler, from noise to picture.",
                unit = "steps",
                range = ">= 1",
                defaultsTo = "25")
        int steps,

        @Setting(
                help = "How far the tokens push away from what would be drawn without any (classifier-free guidance,"
                        + " arXiv 2207.12598); 1 draws by the tokens alone, at half the work.",
                range = ">= 0",
                defaultsTo = "1.5")
        double guidance,

        @Setting(help = "Seed of the noise that pictures begin with.", defaultsTo = "1")
        long seed)
        implements Serializable {}
