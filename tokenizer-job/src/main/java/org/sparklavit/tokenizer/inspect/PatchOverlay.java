package org.sparklavit.tokenizer.inspect;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.sparklavit.data.image.BicubicResize;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenRow;

/**
 * Draws kept patches over an image: dropped ones grey and dark, kept ones as they are with an outline. Images are
 * stretched so that a patch is a whole number of pixels, and small ones are enlarged.
 */
final class PatchOverlay {
    static final Color OUTLINE = new Color(255, 214, 10);

    private static final int MIN_PATCH_PIXELS = 4;
    private static final int GOLDEN_DEGREES = 137;
    private static final float DIM = 0.3f;
    private static final int DIM_FLOOR = 24;

    private PatchOverlay() {}

    /** The image at the size that {@link #draw} gives it: its longer side is about {@code side} pixels. */
    static BufferedImage scaled(RgbImage image, PatchGrid grid, int side) {
        double scale = side / (double) Math.max(image.width(), image.height());
        int width = patch(image.width() * scale / grid.width()) * grid.width();
        int height = patch(image.height() * scale / grid.height()) * grid.height();
        return BicubicResize.resize(image, width, height).toBufferedImage();
    }

    private static int patch(double pixels) {
        return Math.max(MIN_PATCH_PIXELS, (int) Math.round(pixels));
    }

    /** A copy of a {@link #scaled} image with the patches drawn over it. */
    static BufferedImage draw(BufferedImage scaled, KeptPatches kept) {
        int width = scaled.getWidth() / kept.grid().width();
        int height = scaled.getHeight() / kept.grid().height();
        BufferedImage drawn = new BufferedImage(scaled.getWidth(), scaled.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < drawn.getHeight(); y++) {
            for (int x = 0; x < drawn.getWidth(); x++) {
                int rgb = scaled.getRGB(x, y);
                drawn.setRGB(x, y, kept.at(x / width, y / height) ? rgb : dimmed(rgb));
            }
        }
        Graphics2D pen = drawn.createGraphics();
        outline(pen, kept, width, height);
        pen.dispose();
        return drawn;
    }

    static int dimmed(int rgb) {
        Color colour = new Color(rgb);
        float luma = 0.299f * colour.getRed() + 0.587f * colour.getGreen() + 0.114f * colour.getBlue();
        int grey = Math.round(DIM_FLOOR + DIM * luma);
        return new Color(grey, grey, grey).getRGB();
    }

    private static void outline(Graphics2D pen, KeptPatches kept, int width, int height) {
        int thick = Math.max(1, Math.min(width, height) / 12);
        for (int y = 0; y < kept.grid().height(); y++) {
            for (int x = 0; x < kept.grid().width(); x++) {
                if (kept.at(x, y)) {
                    outline(pen, kept, x, y, new Size(width, height, thick));
                }
            }
        }
    }

    private record Size(int width, int height, int thick) {}

    /** Thin lines between two kept patches, thick ones towards dropped patches and the image's edge. */
    private static void outline(Graphics2D pen, KeptPatches kept, int x, int y, Size size) {
        int left = x * size.width;
        int top = y * size.height;
        int thick = size.thick;
        pen.setColor(new Color(OUTLINE.getRed(), OUTLINE.getGreen(), OUTLINE.getBlue(), 110));
        pen.fillRect(left, top, size.width, 1);
        pen.fillRect(left, top, 1, size.height);
        pen.setColor(OUTLINE);
        if (!kept.at(x, y - 1)) {
            pen.fillRect(left, top, size.width, thick);
        }
        if (!kept.at(x - 1, y)) {
            pen.fillRect(left, top, thick, size.height);
        }
        if (!kept.at(x, y + 1)) {
            pen.fillRect(left, top + size.height - thick, size.width, thick);
        }
        if (!kept.at(x + 1, y)) {
            pen.fillRect(left + size.width - thick, top, thick, size.height);
        }
    }

    /** Stands in for an image that is not at hand: one pixel a patch, kept ones in a colour for their code. */
    static RgbImage codesAsColours(TokenRow row) {
        BufferedImage image = new BufferedImage(row.grid().width(), row.grid().height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < row.numTokens(); i++) {
            int position = row.positions()[i];
            float hue = (row.codes()[i] * GOLDEN_DEGREES % 360) / 360f;
            image.setRGB(position % row.grid().width(), position / row.grid().width(), Color.HSBtoRGB(hue, 0.6f, 0.9f));
        }
        return RgbImage.of(image);
    }
}
