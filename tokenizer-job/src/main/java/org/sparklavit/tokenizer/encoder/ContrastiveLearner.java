package org.sparklavit.tokenizer.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.train.Learner;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.StepMetrics;
import org.sparklavit.vision.VisionTransformer;
import org.sparklavit.vision.VisionTransformerConfig;

/**
 * Contrastive pretraining: each image should be closest to its own caption, and each caption to its own image, among
 * the pairs of the micro-batch (arXiv 2103.00020, figure 3). Beside it each patch rebuilds its own pixels, see
 * {@link PatchPixels}, and all together name the words of the caption, see {@link CaptionWords}.
 */
public final class ContrastiveLearner implements Learner {
    private static final int NO_IGNORED_TARGET = -100;
    /** ln(1 / 0.07), CLIP's start; its bound of 100 on the scale is ln 100. */
    private static final float INITIAL_LOG_SCALE = 2.6593f;

    private static final double MAX_SCALE = 100;

    private final FlatParameters parameters;
    private final List<Parameter> encoderParameters;
    private final VisionTransformer encoder;
    private final ImageHead images;
    private final PatchPixels pixels;
    private final CaptionWords words;
    private final TowerConfig tower;
    private final CaptionTower captions;
    private final Parameter logScale;
    private final int imageSize;
    private final int maxTokens;
    private final Function<String, long[]> tokenizer;
    private final LongFunction<ImageStream> opener;
    private ImageStream batches;

    /**
     * Declares and initialises both towers.
     *
     * @param tokenizer a caption's token ids, all below {@code vocabularySize}
     * @param opener opens this rank's batches at a step
     */
    public ContrastiveLearner(
            VisionTransformerConfig vision,
            TowerConfig tower,
            int vocabularySize,
            long seed,
            Function<String, long[]> tokenizer,
            LongFunction<ImageStream> opener) {
        Parameters encoderScope = Parameters.create();
        encoder = new VisionTransformer(encoderScope, vision);
        encoderParameters = List.copyOf(encoderScope.all());
        Parameters head = Parameters.create();
        images = new ImageHead(head.scope("image_head"), vision.width(), tower.sharedWidth());
        pixels = new PatchPixels(head.scope("patch_pixels"), vision);
        words = new CaptionWords(head.scope("caption_words"), vision.width(), vocabularySize);
        this.tower = tower;
        captions = new CaptionTower(head.scope("captions"), tower, vocabularySize);
        logScale = head.undecayed("logit_scale", Init.constant(INITIAL_LOG_SCALE), 1);
        parameters = FlatParameters.allocate(
                Stream.concat(encoderParameters.stream(), head.all().stream()).toList());
        parameters.initialize(seed);
        imageSize = vision.imageSize();
        maxTokens = tower.maxTokens();
        this.tokenizer = tokenizer;
        this.opener = opener;
    }

    /** The parameters of the encoder alone, under their state-dict names. */
    public List<Parameter> encoderParameters() {
        return encoderParameters;
    }

    @Override
    public FlatParameters parameters() {
        return parameters;
    }

    @Override
    public String unit() {
        return "images";
    }

    @Override
    public LossSum loss(NDManager manager, long step, int microBatch, StepMetrics metrics) {
        if (batches == null) {
            batches = opener.apply(step);
        }
        ImageBatch batch = batches.next();
        int size = batch.size();
        NDArray inputs = manager.create(batch.pixels(), new Shape(size, 3, imageSize, imageSize));
        NDArray states = encoder.states(inputs);
        NDArray image = images.forward(states);
        NDArray features = Ops.rows(states, 1, encoder.config().patches());
        NDArray pixelError = pixels.error(features, inputs);
        NDArray offCentre =
                features.mean(new int[] {1}).mean(new int[] {0}).square().mean();
        List<long[]> ids =
                batch.samples().stream().map(Sample::caption).map(tokenizer).toList();
        NDArray unnamed = words.divergence(features, ids);
        NDArray caption = embed(manager, ids);
        NDArray scale = Ops.atMost(Ops.exp(manager, logScale.value()), MAX_SCALE);
        NDArray own = manager.arange(0f, size, 1f).toType(DataType.INT64, false);
        NDArray byImage = Ops.linear(image, caption).mul(scale);
        NDArray byCaption = Ops.linear(caption, image).mul(scale);
        NDArray bothWays = Ops.crossEntropy(byImage, own, NO_IGNORED_TARGET)
                .add(Ops.crossEntropy(byCaption, own, NO_IGNORED_TARGET))
                .sum();
        NDArray sum = Ops.scale(bothWays, 0.5)
                .add(Ops.scale(pixelError, tower.pixelWeight() * size))
                .add(Ops.scale(offCentre, tower.centreWeight() * size))
                .add(Ops.scale(unnamed, tower.wordWeight()));
        metrics.addCount(unit(), size);
        metrics.add("pixelError", Ops.detach(pixelError).getFloat(), size);
        metrics.add("offCentre", Ops.detach(offCentre).getFloat(), size);
        metrics.add("wordDivergence", Ops.detach(unnamed).getFloat() / size, size);
        metrics.add("ownCaptionFirst", shareOfOwnFirst(byImage, own), size);
        return new LossSum(sum, size);
    }

    private NDArray embed(NDManager manager, List<long[]> ids) {
        long[] padded = new long[ids.size() * maxTokens];
        float[] present = new float[padded.length];
        for (int i = 0; i < ids.size(); i++) {
            int length = Math.min(ids.get(i).length, maxTokens);
            System.arraycopy(ids.get(i), 0, padded, i * maxTokens, length);
            Arrays.fill(present, i * maxTokens, i * maxTokens + length, 1);
        }
        Shape shape = new Shape(ids.size(), maxTokens);
        return captions.forward(manager.create(padded, shape), manager.create(present, shape));
    }

    private static double shareOfOwnFirst(NDArray similarities, NDArray own) {
        NDArray right = similarities.argMax(1).eq(own);
        return right.sum().toType(DataType.FLOAT32, false).getFloat() / own.size();
    }

    @Override
    public void close() {
        if (batches != null) {
            batches.close();
        }
        parameters.close();
    }
}
