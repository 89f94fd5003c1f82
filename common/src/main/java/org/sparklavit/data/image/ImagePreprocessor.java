package org.sparklavit.data.image;

/**
 * Packed RGB of any size to the normalised channels that a vision encoder takes. Any number of threads may share one.
 *
 * <p>Shapes: S is {@link Preprocessing#size()}; the result is (3, S, S): channel, row from the top, column.
 */
public final class ImagePreprocessor {
    private static final int LEVELS = 256;

    private final int size;
    private final Resize resize;
    private final float[] normalised;

    /** Tabulates the 256 values of each channel. */
    public ImagePreprocessor(Preprocessing settings) {
        this.size = settings.size();
        this.resize = settings.pixels().resize();
        this.normalised = new float[RgbImage.CHANNELS * LEVELS];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            double mean = settings.pixels().mean().get(channel);
            double std = settings.pixels().std().get(channel);
            for (int level = 0; level < LEVELS; level++) {
                normalised[channel * LEVELS + level] = (float) ((level / 255.0 - mean) / std);
            }
        }
    }

    /** Floats of one image: {@code 3 * S * S}. */
    public int length() {
        return RgbImage.CHANNELS * size * size;
    }

    /** The image as (3, S, S) in a new array. */
    public float[] toChw(RgbImage image) {
        float[] chw = new float[length()];
        toChw(image, chw, 0);
        return chw;
    }

    /** Writes the image as (3, S, S) to {@code batch} from {@code offset} on: a batch is filled without copies. */
    public void toChw(RgbImage image, float[] batch, int offset) {
        byte[] pixels = squareOf(image).pixels();
        int plane = size * size;
        for (int i = 0, from = 0; i < plane; i++, from += RgbImage.CHANNELS) {
            int at = offset + i;
            batch[at] = normalised[pixels[from] & 0xff];
            batch[at + plane] = normalised[LEVELS + (pixels[from + 1] & 0xff)];
            batch[at + 2 * plane] = normalised[2 * LEVELS + (pixels[from + 2] & 0xff)];
        }
    }

    private RgbImage squareOf(RgbImage image) {
        return switch (resize) {
            case SQUARE -> BicubicResize.resize(image, size, size);
            case CENTRE_CROP -> BicubicResize.centreSquare(image, size);
        };
    }
}
