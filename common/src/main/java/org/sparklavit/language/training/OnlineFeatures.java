package org.sparklavit.language.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.stream.ImageInput.Online;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.language.ImageFeatures;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.vision.Encoder;
import org.sparklavit.vision.Merger;
import org.sparklavit.vision.PackedPatches;
import org.sparklavit.vision.TokenizerConfig;
import org.sparklavit.vision.TrainedTokenizer;

/**
 * The merged features of images (LaVIT section 3.3), computed when they are read: the frozen encoder and then the merger,
 * which is the tokenizer's or one that is trained with the language model. Kept are the patches that the dump has codes
 * for, so nothing is selected anew.
 *
 * <p>Shapes: B images of a chunk, N patches, R kept patches of a chunk, D width.
 */
public final class OnlineFeatures implements ImageFeatures, AutoCloseable {
    /** The file of a trained merger in an export; the prefix of its parameters, as in LaVIT's visual_weight.bin. */
    public static final String MERGER = "causal_encoder";

    /** Images that the encoder computes at once: the arrays of one of its blocks are held for all of them. */
    private static final int CHUNK = 8;

    private static final int CHANNELS = 3;
    /** What tokenize has accepted is accepted here. */
    private static final ImageDecoder DECODER = new ImageDecoder(512L << 20, true);

    private final TrainedTokenizer tokenizer;
    private final Optional<Merger> trained;
    private final ImagePreprocessor preprocessor;

    /**
     * Takes over {@code tokenizer}, to be closed with this.
     *
     * @param trained a merger of the model, or none if the tokenizer's is used
     */
    public OnlineFeatures(TrainedTokenizer tokenizer, Optional<Merger> trained) {
        this.tokenizer = tokenizer;
        this.trained = trained;
        preprocessor = new ImagePreprocessor(tokenizer.card().encoder().preprocessing());
    }

    /** Declares a merger that is trained with {@code model}. */
    public static Merger declareMerger(UnifiedModel model, TokenizerConfig sizes, int width) {
        return new Merger(model.visualPart(MERGER), sizes, width);
    }

    /** Gives the trained merger of {@code model}, if it has one, the values of the tokenizer's, and frees these. */
    public void start(UnifiedModel model) {
        List<Parameter> own = model.visualParts().getOrDefault(MERGER, List.of());
        if (own.isEmpty()) {
            return;
        }
        try (Autograd off = Autograd.off()) {
            own.forEach(p ->
                    FlatUpdates.copy(p.value(), tokenizer.parameter(p.name()).value()));
        }
        tokenizer.weights().close();
    }

    @Override
    public NDArray of(NDManager manager, List<ImageSpan> images) {
        NDList chunks = new NDList();
        for (int from = 0; from < images.size(); from += CHUNK) {
            List<Online> chunk = images.subList(from, Math.min(images.size(), from + CHUNK)).stream()
                    .map(OnlineFeatures::online)
                    .toList();
            chunks.add(trained.isPresent() ? trained(manager, trained.get(), chunk) : frozen(manager, chunk));
        }
        return chunks.size() == 1 ? chunks.head() : NDArrays.concat(chunks);
    }

    private static Online online(ImageSpan image) {
        if (image.input() instanceof Online online) {
            return online;
        }
        throw new IllegalStateException("no picture came with an image that is " + image.input());
    }

    /** (R, D), without gradient. */
    private NDArray frozen(NDManager manager, List<Online> chunk) {
        try (Autograd off = Autograd.off();
                NDManager scratch = manager.newSubManager()) {
            NDArray merged = tokenizer.tokenizer().merger().packed(encoded(scratch, chunk), kept(scratch, chunk));
            merged.attach(manager);
            return merged;
        }
    }

    /** (R, D); the gradient goes as far as the merger. */
    private NDArray trained(NDManager manager, Merger merger, List<Online> chunk) {
        NDArray features;
        try (Autograd off = Autograd.off();
                NDManager scratch = manager.newSubManager()) {
            features = encoded(scratch, chunk);
            features.attach(manager);
        }
        return merger.packed(features, kept(manager, chunk));
    }

    /** What the encoder says: (B, N, D). */
    private NDArray encoded(NDManager manager, List<Online> chunk) {
        float[] pixels = new float[chunk.size() * preprocessor.length()];
        IntStream.range(0, chunk.size()).parallel().forEach(i -> decode(chunk.get(i), pixels, i));
        int side = encoder().imageSize();
        return encoder().features(manager.create(pixels, new Shape(chunk.size(), CHANNELS, side, side)));
    }

    private void decode(Online image, float[] pixels, int place) {
        try {
            preprocessor.toChw(DECODER.decode(image.file()), pixels, place * preprocessor.length());
        } catch (BadImageException e) {
            throw new IllegalStateException(
                    "the image of " + image.sample() + " had tokens but cannot be decoded: " + e.getMessage(), e);
        }
    }

    private PackedPatches kept(NDManager manager, List<Online> chunk) {
        int[][] kept = chunk.stream().map(Online::positions).toArray(int[][]::new);
        return PackedPatches.of(manager, kept, encoder().patches());
    }

    private Encoder encoder() {
        return tokenizer.tokenizer().encoder();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
