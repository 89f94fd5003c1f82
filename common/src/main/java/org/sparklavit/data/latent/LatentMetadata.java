package org.sparklavit.data.latent;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.parquet.FooterKeys;

/**
 * What every file of latents tells about all its rows, in the footer.
 *
 * @param autoencoderFingerprint hexadecimal digest of what decides the latents of given pixels
 * @param imageSize side of the square that each image was brought to, in pixels
 * @param resize how it was brought there
 * @param shape (C, h, w) of one latent
 * @param precision of its numbers
 * @param writerVersion version of the software that writes
 * @param config effective configuration of the job, HOCON
 */
public record LatentMetadata(
        String autoencoderFingerprint,
        int imageSize,
        Resize resize,
        List<Long> shape,
        LatentPrecision precision,
        String writerVersion,
        String config)
        implements Serializable {
    /** What stands before the keys of the footer. */
    public static final String FORMAT = "sparklavit.latent";

    /** Version of docs/latent-format.md that this code writes, and the newest that it reads. */
    public static final int FORMAT_VERSION = 1;

    private static final String PREFIX = FORMAT + ".";
    private static final int RANK = 3;

    /** Checks the shape. */
    public LatentMetadata {
        shape = List.copyOf(shape);
        if (shape.size() != RANK || shape.stream().anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException("shape is " + shape + " but must be channels, height and width");
        }
    }

    /** The keys and values of the footer. */
    public Map<String, String> toFooter() {
        Map<String, String> footer = new TreeMap<>();
        footer.put(PREFIX + "format-version", Integer.toString(FORMAT_VERSION));
        footer.put(PREFIX + "autoencoder-fingerprint", autoencoderFingerprint);
        footer.put(PREFIX + "image-size", Integer.toString(imageSize));
        footer.put(PREFIX + "resize", word(resize));
        footer.put(PREFIX + "channels", Long.toString(shape.get(0)));
        footer.put(PREFIX + "height", Long.toString(shape.get(1)));
        footer.put(PREFIX + "width", Long.toString(shape.get(2)));
        footer.put(PREFIX + "precision", word(precision));
        footer.put(PREFIX + "writer-version", writerVersion);
        footer.put(PREFIX + "config", config);
        return footer;
    }

    /**
     * Reads a footer.
     *
     * @param uri the file, for messages
     * @throws IOException if the file holds no latents, is newer than this code or lacks a key
     */
    public static LatentMetadata fromFooter(String uri, Map<String, String> footer) throws IOException {
        FooterKeys keys = new FooterKeys(uri, PREFIX, footer);
        keys.checkVersion(FORMAT_VERSION, "no file of latents", "encode-latents");
        return new LatentMetadata(
                keys.text("autoencoder-fingerprint"),
                keys.integer("image-size"),
                keys.constant("resize", Resize.values()),
                List.of((long) keys.integer("channels"), (long) keys.integer("height"), (long) keys.integer("width")),
                keys.constant("precision", LatentPrecision.values()),
                keys.text("writer-version"),
                keys.text("config"));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
