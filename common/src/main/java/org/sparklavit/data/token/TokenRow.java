package org.sparklavit.data.token;

import java.io.Serializable;
import java.util.Objects;

/**
 * The visual tokens of one image.
 *
 * @param id see {@link org.sparklavit.data.sample.SampleId}
 * @param source name of the corpus
 * @param key its name inside that corpus
 * @param caption its text
 * @param codes (T) indices into the codebook, in raster order of their patches
 * @param positions (T) the kept patches, row * gridWidth + column, strictly ascending
 * @param grid patches of the image
 * @param width of the upright original in pixels; 0 if unknown
 * @param height of the upright original in pixels; 0 if unknown
 * @param metadataJson a JSON object with whatever else the corpus tells about the sample
 * @param features (T, feature width) merged features in bfloat16, little-endian; empty if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // rows are moved and read, never compared
public record TokenRow(
        String id,
        String source,
        String key,
        String caption,
        int[] codes,
        int[] positions,
        PatchGrid grid,
        int width,
        int height,
        String metadataJson,
        byte[] features)
        implements Serializable {
    /** Checks that nothing is null; {@link TokenWriter} checks the numbers when a row is written. */
    public TokenRow {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(caption, "caption");
        Objects.requireNonNull(codes, "codes");
        Objects.requireNonNull(positions, "positions");
        Objects.requireNonNull(grid, "grid");
        Objects.requireNonNull(metadataJson, "metadataJson");
        Objects.requireNonNull(features, "features");
    }

    /** The same image without its text. */
    public TokenRow withoutCaption() {
        return new TokenRow(id, source, key, "", codes, positions, grid, width, height, metadataJson, features);
    }

    /** T, the number of tokens. */
    public int numTokens() {
        return codes.length;
    }
}
