package org.sparklavit.pretrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.tensor.Parameter;

/** What a configuration would cost, for {@code --dry-run}: counted from the declared model, which takes no memory. */
final class PretrainPlan {
    private static final double MIB = 1L << 20;
    private static final double GIB = 1L << 30;
    private static final int MOMENTS = 2;
    /** Arrays of the model's width that a block keeps for its gradient: inputs, norms, queries, sums. */
    private static final int WIDE_ARRAYS = 8;
    /** Likewise of the width of keys and values, and of the perceptron. */
    private static final int GROUP_ARRAYS = 3;

    private static final int MLP_ARRAYS = 4;
    /** Scores, their log-softmax and its gradient. */
    private static final int HEAD_ARRAYS = 3;

    private final PretrainConfig config;
    private final Recipe recipe;
    private final long parameters;

    PretrainPlan(PretrainConfig config, Recipe recipe) {
        this.config = config;
        this.recipe = recipe;
        parameters = recipe.declare().parameters().stream()
                .mapToLong(Parameter::size)
                .sum();
    }

    /** The number of trained numbers. */
    long parameters() {
        return parameters;
    }

    /** In a few lines. */
    String text() {
        LlamaConfig llama = recipe.llama();
        long rowsPerStep = config.training().globalBatch();
        long tokensPerStep = rowsPerStep * config.sequences().window();
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "model      %,d parameters: %d blocks of width %d, %d heads over %d groups",
                parameters, llama.blocks(), llama.width(), llama.heads(), llama.groups()));
        lines.add(format(
                "vocabulary %,d ids: %,d text, 2 marks, %,d codes",
                recipe.vocabulary().size(),
                recipe.vocabulary().textSize(),
                recipe.vocabulary().codebookSize()));
        config.sources()
                .forEach(s -> lines.add(format(
                        "source     %s, %.0f%% of samples, %s",
                        s.stream().metric(), 100 * s.weight() / totalWeight(), s.path())));
        lines.add(format(
                "step       %,d rows of %,d tokens = up to %,d tokens, on %d ranks with %d micro-batches of %d each",
                rowsPerStep,
                config.sequences().window(),
                tokensPerStep,
                config.worldSize(),
                config.training().accumulation(config.worldSize()),
                config.training().microBatch()));
        lines.add(format(
                "run        %,d steps = up to %,d tokens, %d lanes",
                config.training().steps(), config.training().steps() * tokensPerStep, recipe.lanes()));
        lines.addAll(memory());
        lines.add("write      " + config.output());
        return String.join("\n", lines);
    }

    private List<String> memory() {
        double weights = parameters * (double) Float.BYTES;
        double moments = MOMENTS * weights / config.worldSize();
        double activations = activationBytes();
        double total = 2 * weights + moments + activations;
        return List.of(format(
                "memory     per rank %s: weights %s, gradients %s, moments %s (1/%d of them), activations about %s",
                readable(total),
                readable(weights),
                readable(weights),
                readable(moments),
                config.worldSize(),
                readable(activations)));
    }

    private static String readable(double bytes) {
        return bytes < GIB ? format("%.1f MiB", bytes / MIB) : format("%.1f GiB", bytes / GIB);
    }

    private double activationBytes() {
        LlamaConfig llama = recipe.llama();
        double tokens =
                (double) config.training().microBatch() * config.sequences().window();
        double perTokenAndBlock = WIDE_ARRAYS * llama.width()
                + GROUP_ARRAYS * llama.groups() * llama.headWidth()
                + MLP_ARRAYS * llama.mlpWidth();
        double head = (double) HEAD_ARRAYS * recipe.vocabulary().size();
        double mask = config.sequences().window();
        return Float.BYTES * tokens * (perTokenAndBlock * llama.blocks() + head + mask);
    }

    private double totalWeight() {
        return config.sources().stream().mapToDouble(SourceConfig::weight).sum();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
