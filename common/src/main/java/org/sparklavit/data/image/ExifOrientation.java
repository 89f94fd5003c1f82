package org.sparklavit.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How the camera was held: tag 0x0112 of the EXIF block in a JPEG, PNG or WebP file, 1 (upright) to 8. Anything
 * unreadable counts as upright, for a picture is still a picture when its notes are broken.
 */
final class ExifOrientation {
    static final int UPRIGHT = 1;

    private static final int ORIENTATION_TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;
    private static final byte[] JPEG_PREFIX = {'E', 'x', 'i', 'f', 0, 0};

    private ExifOrientation() {}

    static int of(byte[] file, ImageFormat format) {
        try {
            ByteBuffer exif =
                    switch (format) {
                        case JPEG -> inJpeg(file);
                        case PNG -> inChunks(file, 8, ByteOrder.BIG_ENDIAN, "eXIf");
                        case WEBP -> inChunks(file, 12, ByteOrder.LITTLE_ENDIAN, "EXIF");
                        case GIF, BMP -> null;
                    };
            return exif == null ? UPRIGHT : orientation(exif);
        } catch (IndexOutOfBoundsException | IllegalArgumentException brokenBlock) {
            return UPRIGHT;
        }
    }

    /** The image that a viewer should see: the stored one turned and mirrored as the orientation says. */
    static RgbImage apply(RgbImage image, int orientation) {
        int width = image.width();
        int height = image.height();
        int right = RgbImage.CHANNELS;
        int down = width * RgbImage.CHANNELS;
        int lastColumn = (width - 1) * right;
        int lastRow = (height - 1) * down;
        return switch (orientation) {
            case 2 -> walk(image, lastColumn, -right, down, false);
            case 3 -> walk(image, lastColumn + lastRow, -right, -down, false);
            case 4 -> walk(image, lastRow, right, -down, false);
            case 5 -> walk(image, 0, down, right, true);
            case 6 -> walk(image, lastRow, -down, right, true);
            case 7 -> walk(image, lastColumn + lastRow, -down, -right, true);
            case 8 -> walk(image, lastColumn, down, -right, true);
            default -> image;
        };
    }

    /** Reads the source from {@code start}, by {@code alongRow} within and {@code alongColumn} between output rows. */
    private static RgbImage walk(RgbImage image, int start, int alongRow, int alongColumn, boolean turned) {
        int width = turned ? image.height() : image.width();
        int height = turned ? image.width() : image.height();
        byte[] from = image.pixels();
        byte[] to = new byte[from.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            int source = start + y * alongColumn;
            for (int x = 0; x < width; x++, source += alongRow) {
                to[at++] = from[source];
                to[at++] = from[source + 1];
                to[at++] = from[source + 2];
            }
        }
        return new RgbImage(width, height, to);
    }

    /** The TIFF block behind the APP1 marker, looked for up to the first scan. */
    private static ByteBuffer inJpeg(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int at = 2;
        while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
            int marker = file[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
                continue;
            }
            if (marker == 0xda || marker == 0xd9) {
                return null;
            }
            int length = bytes.getShort(at + 2) & 0xffff;
            ByteBuffer segment = bytes.slice(at + 4, length - 2);
            if (marker == 0xe1 && startsWith(segment, JPEG_PREFIX)) {
                return segment.slice(JPEG_PREFIX.length, segment.capacity() - JPEG_PREFIX.length);
            }
            at += 2 + length;
        }
        return null;
    }

    /** PNG chunks are length, name, data, checksum; RIFF chunks are name, length, data, padded to even length. */
    private static ByteBuffer inChunks(byte[] file, int firstChunk, ByteOrder order, String name) {
        boolean png = order == ByteOrder.BIG_ENDIAN;
        ByteBuffer bytes = ByteBuffer.wrap(file).order(order);
        int wanted = ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
        long at = firstChunk;
        while (at + 8 <= file.length) {
            int chunk = (int) at;
            long length = bytes.getInt(png ? chunk : chunk + 4) & 0xffffffffL;
            int found = ByteBuffer.wrap(file).getInt(png ? chunk + 4 : chunk);
            if (found == wanted) {
                return bytes.slice(chunk + 8, (int) length);
            }
            at += 8 + (png ? length + 4 : length + (length & 1));
        }
        return null;
    }

    private static int orientation(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if ((tiff.getShort(entry) & 0xffff) == ORIENTATION_TAG) {
                int value = tiff.getShort(entry + 8);
                return value >= UPRIGHT && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    private static boolean startsWith(ByteBuffer segment, byte[] prefix) {
        return segment.capacity() >= prefix.length
                && segment.slice(0, prefix.length).equals(ByteBuffer.wrap(prefix));
    }
}
