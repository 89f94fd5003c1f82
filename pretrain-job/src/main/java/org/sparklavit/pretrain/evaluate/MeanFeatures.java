package org.sparklavit.pretrain.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.pretrain.generate.ImageEmbedder;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Tensors;

/** What the encoder says of a picture as a whole: the mean of its N patches' features of width D. */
final class MeanFeatures {
    /** What a reader of a Frechet distance must know. */
    static final String NOTE =
            "Frechet distances are of the tokenizer's encoder, of the mean of an image's features, and"
                    + " compare only with others of the same encoder and number of images; they are not FID.";

    private MeanFeatures() {}

    /** Of features (B, N, D): B times D. */
    static List<float[]> of(NDArray features_BND) {
        int width = Math.toIntExact(features_BND.getShape().get(2));
        float[] means = features_BND.mean(new int[] {1}).toFloatArray();
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < means.length; from += width) {
            rows.add(Arrays.copyOfRange(means, from, from + width));
        }
        return rows;
    }

    /** Of {@code pictures}, all at once. */
    static List<float[]> of(ImageEmbedder embedder, List<RgbImage> pictures) {
        try (Autograd off = Autograd.off();
                NDManager manager = Tensors.newManager()) {
            return of(embedder.features(
                    manager, pictures.stream().map(embedder::pixels).toList()));
        }
    }
}
