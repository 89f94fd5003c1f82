package org.sparklavit.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;

/**
 * What an ImageIO reader made, as packed RGB: grey is repeated, deep samples are rounded to eight bits, transparency is
 * laid on white.
 *
 * <p>Samples are taken as stored. Java2D's own conversion treats grey as linear light and applies embedded colour
 * profiles, which brightens pictures compared with what vision encoders were trained on.
 */
final class RasterToRgb {
    private static final int WHITE = 255;

    private RasterToRgb() {}

    static RgbImage convert(BufferedImage image) {
        Raster raster = image.getRaster();
        byte[] pixels = new byte[image.getWidth() * image.getHeight() * RgbImage.CHANNELS];
        if (isPlainBytes(image)) {
            copyBytes(raster, pixels);
        } else if (image.getColorModel() instanceof IndexColorModel palette) {
            lookUp(raster, palette, pixels);
        } else {
            compose(raster, image.getColorModel(), pixels);
        }
        return new RgbImage(image.getWidth(), image.getHeight(), pixels);
    }

    /** Three interleaved bytes a pixel in one array: nearly every photograph. */
    private static boolean isPlainBytes(BufferedImage image) {
        Raster raster = image.getRaster();
        return raster.getNumBands() == RgbImage.CHANNELS
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel
                && raster.getDataBuffer() instanceof DataBufferByte bytes
                && bytes.getNumBanks() == 1
                && bytes.getOffset() == 0
                && raster.getSampleModelTranslateX() == 0
                && raster.getSampleModelTranslateY() == 0;
    }

    private static void copyBytes(Raster raster, byte[] pixels) {
        PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
        byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
        int[] band = model.getBandOffsets();
        int red = band[0];
        int green = band[1];
        int blue = band[2];
        int pixelStride = model.getPixelStride();
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            int from = y * model.getScanlineStride();
            for (int x = 0; x < raster.getWidth(); x++, from += pixelStride, to += RgbImage.CHANNELS) {
                pixels[to] = data[from + red];
                pixels[to + 1] = data[from + green];
                pixels[to + 2] = data[from + blue];
            }
        }
    }

    private static void lookUp(Raster raster, IndexColorModel palette, byte[] pixels) {
        int size = palette.getMapSize();
        int[] argb = new int[size];
        palette.getRGBs(argb);
        int[] row = new int[raster.getWidth()];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int index : row) {
                int colour = argb[Math.min(index, size - 1)];
                int alpha = colour >>> 24;
                pixels[to++] = onWhite(colour >> 16 & 0xff, alpha);
                pixels[to++] = onWhite(colour >> 8 & 0xff, alpha);
                pixels[to++] = onWhite(colour & 0xff, alpha);
            }
        }
    }

    private static void compose(Raster raster, ColorModel colours, byte[] pixels) {
        int bands = raster.getNumBands();
        boolean alpha = colours.hasAlpha();
        int colourBands = alpha ? bands - 1 : bands;
        if (colourBands != 1 && colourBands != RgbImage.CHANNELS) {
            throw new IllegalArgumentException(colourBands + " colour channels, where grey has 1 and RGB has 3");
        }
        int[] largest = largestSamples(raster.getSampleModel());
        int[] row = new int[raster.getWidth() * bands];
        int to = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            for (int from = 0; from < row.length; from += bands) {
                int opacity = alpha ? eightBits(row[from + colourBands], largest[colourBands]) : WHITE;
                for (int c = 0; c < RgbImage.CHANNELS; c++) {
                    int band = colourBands == 1 ? 0 : c;
                    pixels[to++] = onWhite(eightBits(row[from + band], largest[band]), opacity);
                }
            }
        }
    }

    private static int[] largestSamples(SampleModel model) {
        int[] largest = new int[model.getNumBands()];
        for (int band = 0; band < largest.length; band++) {
            largest[band] = (1 << Math.min(model.getSampleSize(band), 16)) - 1;
        }
        return largest;
    }

    private static int eightBits(int sample, int largest) {
        return largest == WHITE ? sample : (sample * WHITE + largest / 2) / largest;
    }

    private static byte onWhite(int sample, int alpha) {
        return (byte) (alpha == WHITE ? sample : (sample * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE);
    }
}
