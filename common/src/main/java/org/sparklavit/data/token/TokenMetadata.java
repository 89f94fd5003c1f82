package org.sparklavit.data.token;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.sparklavit.data.parquet.FooterException;
import org.sparklavit.data.parquet.FooterKeys;

/**
 * What every file of a dump tells about all its rows, in the footer.
 *
 * @param tokenizerFingerprint hexadecimal digest of the tokenizer's weights and settings
 * @param codebookSize number of codes
 * @param codeWidth components of one code
 * @param featureWidth components of one merged feature; 0 if the rows have none
 * @param encoder name of the frozen encoder
 * @param keepRatio the share of patches that the selector was trained to keep (rho)
 * @param writerVersion version of the software that writes
 * @param config effective configuration of the job, HOCON
 */
public record TokenMetadata(
        String tokenizerFingerprint,
        int codebookSize,
        int codeWidth,
        int featureWidth,
        String encoder,
        double keepRatio,
        String writerVersion,
        String config)
        implements Serializable {
    /** Version of docs/token-format.md that this code writes, and the newest that it reads. */
    public static final int FORMAT_VERSION = 2;

    private static final String PREFIX = "sparklavit.token.";

    /** Checks the ranges. */
    public TokenMetadata {
        Objects.requireNonNull(tokenizerFingerprint, "tokenizerFingerprint");
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(writerVersion, "writerVersion");
        Objects.requireNonNull(config, "config");
        if (codebookSize < 1 || codeWidth < 1 || featureWidth < 0) {
            throw new IllegalArgumentException("codebookSize " + codebookSize + " and codeWidth " + codeWidth
                    + " must be above 0 and featureWidth " + featureWidth + " not below");
        }
    }

    /** The keys and values of the footer. */
    public Map<String, String> toFooter() {
        Map<String, String> footer = new TreeMap<>();
        footer.put(PREFIX + "format-version", Integer.toString(FORMAT_VERSION));
        footer.put(PREFIX + "tokenizer-fingerprint", tokenizerFingerprint);
        footer.put(PREFIX + "codebook-size", Integer.toString(codebookSize));
        footer.put(PREFIX + "code-width", Integer.toString(codeWidth));
        footer.put(PREFIX + "feature-width", Integer.toString(featureWidth));
        if (featureWidth > 0) {
            footer.put(FeatureType.KEY, FeatureType.NAME);
        }
        footer.put(PREFIX + "encoder", encoder);
        footer.put(PREFIX + "keep-ratio", Double.toString(keepRatio));
        footer.put(PREFIX + "writer-version", writerVersion);
        footer.put(PREFIX + "config", config);
        return footer;
    }

    /**
     * Reads a footer.
     *
     * @param uri the file, for messages
     * @throws FooterException if the file is no token dump, newer than this code or lacks a key
     */
    public static TokenMetadata fromFooter(String uri, Map<String, String> footer) throws FooterException {
        FooterKeys keys = new FooterKeys(uri, PREFIX, footer);
        keys.checkVersion(FORMAT_VERSION, "no token file", "tokenize");
        return new TokenMetadata(
                keys.text("tokenizer-fingerprint"),
                keys.integer("codebook-size"),
                keys.integer("code-width"),
                keys.integer("feature-width"),
                keys.text("encoder"),
                Double.parseDouble(keys.text("keep-ratio")),
                keys.text("writer-version"),
                keys.text("config"));
    }
}
