package org.sparklavit.data.image;

import java.util.List;
import org.sparklavit.config.Setting;

/**
 * How a picture becomes a vision encoder's input: resized to a square without cropping, then
 * {@code (sample / 255 - mean) / std} for each channel.
 *
 * @param size side of the square, in pixels
 * @param mean red, green and blue means, in units of full brightness
 * @param std red, green and blue standard deviations, in units of full brightness
 */
public record Preprocessing(
        @Setting(help = "Side of the square that pictures are resized to.", unit = "pixels", range = ">= 1")
        int size,

        @Setting(
                help = "Red, green and blue means that are subtracted, in units of full brightness.",
                defaultsTo = "[0.48145466, 0.4578275, 0.40821073]")
        List<Double> mean,

        @Setting(
                help = "Red, green and blue standard deviations that are divided by, in units of full brightness.",
                defaultsTo = "[0.26862954, 0.26130258, 0.27577711]")
        List<Double> std) {
    /** Checks sizes and signs. */
    public Preprocessing {
        if (size < 1) {
            throw new IllegalArgumentException("size is " + size + " but must be at least 1 pixel");
        }
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != RgbImage.CHANNELS || std.size() != RgbImage.CHANNELS) {
            throw new IllegalArgumentException("mean has " + mean.size() + " and std has " + std.size()
                    + " values but both must have 3: red, green and blue");
        }
        if (std.stream().anyMatch(deviation -> !(deviation > 0))) {
            throw new IllegalArgumentException("std is " + std + " but every value must be above 0");
        }
    }

    /** The channel statistics that CLIP and EVA-CLIP were trained with. */
    public static Preprocessing clip(int size) {
        return new Preprocessing(
                size, List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));
    }
}
