package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;

/**
 * The way back from token ids, frozen: the codes of an image become the encoder's features again (LaVIT section 3.1).
 * Which patches the codes stood for need not be known.
 *
 * <p>Shapes: B images, N patches, D width, R codes of all images, C code width.
 */
public final class CodeDecoder implements AutoCloseable {
    private final FeatureDecoder decoder;
    private final Parameter codebook;
    private final int patches;
    private final List<FrozenParameters> weights;

    CodeDecoder(FeatureDecoder decoder, Parameter codebook, int patches, List<FrozenParameters> weights) {
        this.decoder = decoder;
        this.codebook = codebook;
        this.patches = patches;
        this.weights = List.copyOf(weights);
    }

    /** The number N of patches: of the features of an image, and the most codes that it can have. */
    public int patches() {
        return patches;
    }

    /** The number K of codes. */
    public int codebookSize() {
        return Math.toIntExact(codebook.shape().get(0));
    }

    /**
     * Features (B, N, D), without gradient, as an array of {@code manager}.
     *
     * @param codes 1 to N ids of each image
     * @throws IllegalArgumentException if an image has none or too many, or an id is no code
     */
    public NDArray features(NDManager manager, List<int[]> codes) {
        codes.forEach(this::check);
        int[][] places = codes.stream()
                .map(ids -> IntStream.range(0, ids.length).toArray())
                .toArray(int[][]::new);
        int[] all = codes.stream().flatMapToInt(Arrays::stream).toArray();
        try (Autograd still = Autograd.off();
                NDManager scratch = manager.newSubManager()) {
            PackedPatches order = PackedPatches.of(scratch, places, patches);
            NDArray ids = scratch.create(all).toType(DataType.INT64, false);
            NDArray rows_RC = Ops.embedding(ids, codebook.value());
            NDArray features_BND = decoder.packed(rows_RC, order);
            features_BND.attach(manager);
            return features_BND;
        }
    }

    private void check(int[] ids) {
        if (ids.length < 1 || ids.length > patches) {
            throw new IllegalArgumentException("an image has " + ids.length + " codes but must have 1 to " + patches);
        }
        for (int id : ids) {
            if (id < 0 || id >= codebookSize()) {
                throw new IllegalArgumentException(
                        "an image has the code " + id + " but codes go from 0 to " + (codebookSize() - 1));
            }
        }
    }

    @Override
    public void close() {
        weights.forEach(FrozenParameters::close);
    }
}
