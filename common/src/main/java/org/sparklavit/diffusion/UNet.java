package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.sparklavit.nn.Conv2d;
import org.sparklavit.nn.GroupNorm;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameters;

/**
 * The denoiser (arXiv 2112.10752), diffusers' {@code UNet2DConditionModel}: from a noisy sample, how noisy it is, and
 * the rows that condition it, to the noise in it.
 *
 * <p>On the way down each block leaves its output on a stack; on the way up each takes the last one off.
 */
public final class UNet {
    private static final double EPSILON = 1e-5;

    private final Conv2d in;
    private final TimeEmbedding time;
    private final List<Level> down = new ArrayList<>();
    private final ResnetBlock middle0;
    private final SpatialTransformer middleAttention;
    private final ResnetBlock middle1;
    private final List<Level> up = new ArrayList<>();
    private final GroupNorm normOut;
    private final Conv2d out;
    private final UNetConfig config;
    private final ResnetBlock.Kind kind;

    /** The blocks of one resolution on one way; {@code resample} leads to the next. */
    private record Level(List<Step> steps, Optional<UnaryOperator<NDArray>> resample) {}

    /** A residual block and what it hands to attention. */
    private record Step(ResnetBlock block, Optional<SpatialTransformer> attention) {
        NDArray forward(NDArray x, NDArray times, NDArray context) {
            NDArray y = block.forward(x, times);
            return attention.map(layer -> layer.forward(y, context)).orElse(y);
        }
    }

    /** Declares the model under diffusers' names. */
    public UNet(Parameters scope, UNetConfig config) {
        this.config = config;
        kind = new ResnetBlock.Kind(config.normGroups(), EPSILON, config.timeWidth());
        int inputs = config.sampleChannels() + config.overlayChannels();
        in = Conv2d.threeByThree(scope.scope("conv_in"), inputs, config.firstChannels());
        time = new TimeEmbedding(scope.scope("time_embedding"), config);
        Deque<Integer> left = new ArrayDeque<>();
        left.push(config.firstChannels());
        declareDown(scope, left);
        Parameters middle = scope.scope("mid_block");
        int widest = config.lastChannels();
        middle0 = new ResnetBlock(middle.scope("resnets", 0), widest, widest, kind);
        middleAttention = new SpatialTransformer(middle.scope("attentions", 0), config, widest, config.middleHeads());
        middle1 = new ResnetBlock(middle.scope("resnets", 1), widest, widest, kind);
        declareUp(scope, left);
        normOut = new GroupNorm(scope.scope("conv_norm_out"), config.firstChannels(), config.normGroups(), EPSILON);
        out = Conv2d.threeByThreeOfZeros(scope.scope("conv_out"), config.firstChannels(), config.sampleChannels());
    }

    private void declareDown(Parameters scope, Deque<Integer> left) {
        int channels = config.firstChannels();
        for (int i = 0; i < config.levels().size(); i++) {
            Parameters here = scope.scope("down_blocks", i);
            UNetLevel level = config.levels().get(i);
            List<Step> steps = new ArrayList<>();
            for (int j = 0; j < config.blocksPerLevel(); j++) {
                steps.add(step(here, j, channels, level));
                channels = level.channels();
                left.push(channels);
            }
            boolean last = i == config.levels().size() - 1;
            down.add(new Level(steps, last ? Optional.empty() : Optional.of(Resampling.halving(here, channels))));
            if (!last) {
                left.push(channels);
            }
        }
    }

    private void declareUp(Parameters scope, Deque<Integer> left) {
        int channels = config.lastChannels();
        int levels = config.levels().size();
        for (int i = 0; i < levels; i++) {
            Parameters here = scope.scope("up_blocks", i);
            UNetLevel level = config.levels().get(levels - 1 - i);
            List<Step> steps = new ArrayList<>();
            for (int j = 0; j <= config.blocksPerLevel(); j++) {
                steps.add(step(here, j, channels + left.pop(), level));
                channels = level.channels();
            }
            up.add(new Level(
                    steps, i == levels - 1 ? Optional.empty() : Optional.of(Resampling.doubling(here, channels))));
        }
    }

    private Step step(Parameters scope, int index, int inputs, UNetLevel level) {
        return new Step(
                new ResnetBlock(scope.scope("resnets", index), inputs, level.channels(), kind),
                level.attends()
                        ? Optional.of(new SpatialTransformer(
                                scope.scope("attentions", index), config, level.channels(), level.heads()))
                        : Optional.empty());
    }

    /** Its sizes. */
    public UNetConfig config() {
        return config;
    }

    /**
     * The noise in a sample.
     *
     * @param sample (B, C + O, H, W) with O channels of overlay, H and W multiples of {@link UNetConfig#sideUnit}
     * @param timesteps how noisy each is, from 0 on
     * @param context the condition (B, S, contextWidth)
     * @return (B, C, H, W)
     */
    public NDArray forward(NDArray sample, int[] timesteps, NDArray context) {
        NDArray times = time.forward(sample.getManager(), timesteps);
        Deque<NDArray> left = new ArrayDeque<>();
        NDArray x = in.forward(sample);
        left.push(x);
        for (Level level : down) {
            for (Step step : level.steps()) {
                x = step.forward(x, times, context);
                left.push(x);
            }
            if (level.resample().isPresent()) {
                x = level.resample().get().apply(x);
                left.push(x);
            }
        }
        x = middle1.forward(middleAttention.forward(middle0.forward(x, times), context), times);
        for (Level level : up) {
            for (Step step : level.steps()) {
                x = step.forward(ImageOps.channels(x, left.pop()), times, context);
            }
            if (level.resample().isPresent()) {
                x = level.resample().get().apply(x);
            }
        }
        return out.forward(ImageOps.silu(normOut.forward(x)));
    }
}
