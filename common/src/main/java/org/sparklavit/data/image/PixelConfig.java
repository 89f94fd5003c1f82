package org.sparklavit.data.image;

import java.io.Serializable;
import java.util.List;
import org.sparklavit.config.Setting;

/** How a vision encoder wants its pixels; the defaults are those of LaVIT. */
public record PixelConfig(
        @Setting(
                help = "square squeezes the whole picture into the square; centre-crop resizes the shorter side to it"
                        + " and cuts out the middle.",
                defaultsTo = "square")
        Resize resize,

        @Setting(
                help = "Mean of red, green and blue, in units of full brightness.",
                defaultsTo = "[0.48145466, 0.4578275, 0.40821073]")
        List<Double> mean,

        @Setting(
                help = "Standard deviation of red, green and blue, in units of full brightness.",
                defaultsTo = "[0.26862954, 0.26130258, 0.27577711]")
        List<Double> std)
        implements Serializable {

    /** Checks counts and signs. */
    public PixelConfig {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        checkCount("mean", mean);
        checkCount("std", std);
        if (std.stream().anyMatch(deviation -> !(deviation > 0))) {
            throw new IllegalArgumentException("'std' is set to " + std + " but every value must be above 0");
        }
    }

    /** The channel statistics that CLIP and EVA-CLIP were trained with. */
    public static PixelConfig clip(Resize resize) {
        return new PixelConfig(
                resize, List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));
    }

    private static void checkCount(String key, List<Double> values) {
        if (values.size() != RgbImage.CHANNELS) {
            throw new IllegalArgumentException(
                    "'" + key + "' is set to " + values + " but must have 3 values: red, green and blue");
        }
    }
}
