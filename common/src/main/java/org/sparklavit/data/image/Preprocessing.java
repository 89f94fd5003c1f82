package org.sparklavit.data.image;

/**
 * How a picture becomes a vision encoder's input: a square, then {@code (sample / 255 - mean) / std} for each channel.
 *
 * @param size side of the square, in pixels
 * @param pixels the way to the square, and the statistics of the channels
 */
public record Preprocessing(int size, PixelConfig pixels) {
    /** Checks the size. */
    public Preprocessing {
        if (size < 1) {
            throw new IllegalArgumentException("size is " + size + " but must be at least 1 pixel");
        }
    }

    /** As LaVIT does it, with CLIP's statistics. */
    public static Preprocessing clip(int size) {
        return new Preprocessing(size, PixelConfig.clip(Resize.SQUARE));
    }
}
