package org.sparklavit.pretrain.generate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.DynamicTokenizer;
import org.sparklavit.vision.Merger;
import org.sparklavit.vision.PackedPatches;
import org.sparklavit.vision.Selection;
import org.sparklavit.vision.TrainedTokenizer;
import org.sparklavit.vision.VisualTokens;

/**
 * Turns pictures into what a language model reads of them: the patches that the tokenizer keeps, their codes, and their
 * merged features, by the model's own merger if it has one.
 *
 * <p>Shapes: B pictures, N patches, D width of features, T kept patches of a picture.
 */
public final class ImageEmbedder {
    /** What tokenize has accepted is accepted here. */
    private static final ImageDecoder DECODER = new ImageDecoder(ImageDecoder.DEFAULT_MAX_PIXELS, true);

    private final TrainedTokenizer tokenizer;
    private final Optional<Merger> own;
    private final ImagePreprocessor preprocessor;

    /**
     * Embeds with {@code tokenizer}, which stays the caller's.
     *
     * @param own the merger that was trained with the language model, or none if it reads the tokenizer's features
     */
    public ImageEmbedder(TrainedTokenizer tokenizer, Optional<Merger> own) {
        this.tokenizer = tokenizer;
        this.own = own;
        preprocessor = new ImagePreprocessor(tokenizer.card().encoder().preprocessing());
    }

    /**
     * A picture as tokens.
     *
     * @param codes (T)
     * @param positions (T) the kept patches
     * @param features (T, D)
     */
    @SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
    public record Embedded(int[] codes, int[] positions, float[] features) {}

    /**
     * Decodes a file and makes it the encoder's square.
     *
     * @return (3, S, S)
     */
    public float[] pixels(byte[] file) throws BadImageException {
        return pixels(DECODER.decode(file));
    }

    /** A picture as the encoder's square: (3, S, S). */
    public float[] pixels(RgbImage picture) {
        return preprocessor.toChw(picture);
    }

    /** Embeds {@code pictures} at once, each (3, S, S). */
    public List<Embedded> embed(List<float[]> pictures) {
        if (pictures.isEmpty()) {
            return List.of();
        }
        DynamicTokenizer dynamic = tokenizer.tokenizer();
        try (Autograd off = Autograd.off();
                NDManager manager = Tensors.newManager()) {
            NDArray features_BND = dynamic.encoder().features(batch(manager, pictures));
            List<String> unnamed =
                    IntStream.range(0, pictures.size()).mapToObj(i -> "").toList();
            NDArray noise_BN2 = new Selection.ArgMax()
                    .noise(manager, unnamed, dynamic.encoder().patches());
            VisualTokens tokens = dynamic.tokenizeFeatures(features_BND, noise_BN2);
            PackedPatches kept = PackedPatches.of(
                    manager, tokens.positions(), dynamic.encoder().patches());
            NDArray merged = own.isPresent() ? own.get().packed(features_BND, kept) : tokens.merged();
            return split(tokens, merged.toFloatArray());
        }
    }

    /** What the encoder says of pictures (3, S, S): (B, N, D), of {@code manager}. Without gradient. */
    public NDArray features(NDManager manager, List<float[]> pictures) {
        return tokenizer.tokenizer().encoder().features(batch(manager, pictures));
    }

    private NDArray batch(NDManager manager, List<float[]> pictures) {
        int side = tokenizer.tokenizer().encoder().imageSize();
        float[] all = new float[pictures.size() * preprocessor.length()];
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i), 0, all, i * preprocessor.length(), preprocessor.length());
        }
        return manager.create(all, new Shape(pictures.size(), RgbImage.CHANNELS, side, side));
    }

    private List<Embedded> split(VisualTokens tokens, float[] merged) {
        int width = tokenizer.tokenizer().encoder().width();
        List<Embedded> embedded = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < tokens.codes().length; i++) {
            int end = at + tokens.codes()[i].length * width;
            embedded.add(new Embedded(tokens.codes()[i], tokens.positions()[i], Arrays.copyOfRange(merged, at, end)));
            at = end;
        }
        return embedded;
    }
}
