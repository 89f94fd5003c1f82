package org.sparklavit.pretrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparklavit.language.LlamaConfig;

/**
 * The memory of one rank's tensors by part, in bytes. Parameters, gradients and moments are exact; activations count the
 * arrays that a pass leaves behind, all of float32.
 */
final class MemoryPlan {
    private static final double MIB = 1L << 20;
    private static final double GIB = 1L << 30;
    private static final int MOMENTS = 2;
    /** Of the model's width, in a block: norms with what they scale, queries, their rotation, attention, sums. */
    private static final int WIDE_ARRAYS = 12;
    /** Keys and values repeated for all query heads. */
    private static final int REPEATED_ARRAYS = 2;
    /** Keys, their rotation, values. */
    private static final int GROUP_ARRAYS = 3;
    /** Of the perceptron's width. */
    private static final int MLP_ARRAYS = 4;
    /** Of the vocabulary's size: scores, their log-softmax and its gradient. */
    private static final int HEAD_ARRAYS = 3;

    private final List<Part> parts = new ArrayList<>();

    private record Part(String name, double bytes, String remark) {}

    MemoryPlan(PretrainConfig config, Recipe recipe, long parameters) {
        double weights = (double) Float.BYTES * parameters;
        LlamaConfig llama = recipe.llama();
        long window = config.sequences().window();
        double tokens = (double) config.training().microBatch() * window;
        parts.add(new Part("weights", weights, "float32, whole on every rank"));
        parts.add(new Part("gradients", weights, "float32, whole on every rank"));
        parts.add(new Part(
                "moments", MOMENTS * weights / config.worldSize(), "1/" + config.worldSize() + " of two arrays"));
        if (recipe.features() instanceof FeatureSource.Online online) {
            parts.add(new Part(
                    "encoder",
                    (double) Float.BYTES * online.frozenParameters(),
                    "float32, frozen; what a pass through encoder and merger leaves behind is not counted"));
        }
        parts.add(new Part("blocks", blocks(config, llama, tokens), remarkOnBlocks(config, llama)));
        parts.add(new Part(
                "head",
                Float.BYTES * HEAD_ARRAYS * tokens * recipe.vocabulary().size(),
                "scores of every id, if every token is a target"));
        parts.add(new Part("mask", Float.BYTES * tokens * window, "who attends to whom"));
    }

    private static double blocks(PretrainConfig config, LlamaConfig llama, double tokens) {
        double repeated = llama.groups() == llama.heads() ? 0 : REPEATED_ARRAYS;
        double ofBlock = (WIDE_ARRAYS + repeated) * llama.width()
                + GROUP_ARRAYS * llama.groups() * llama.headWidth()
                + MLP_ARRAYS * llama.mlpWidth();
        double all = config.activationCheckpointing()
                ? ofBlock + (double) llama.blocks() * llama.width()
                : ofBlock * llama.blocks();
        return Float.BYTES * tokens * all;
    }

    private static String remarkOnBlocks(PretrainConfig config, LlamaConfig llama) {
        return config.activationCheckpointing()
                ? "one of them, and what enters each of " + llama.blocks()
                : "all " + llama.blocks() + "; activation-checkpointing = true keeps one";
    }

    /** A line for each part, and their sum. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        double total = parts.stream().mapToDouble(Part::bytes).sum();
        lines.add("memory     per rank about " + readable(total));
        for (Part part : parts) {
            lines.add(
                    String.format(Locale.ROOT, "  %-10s %10s  %s", part.name(), readable(part.bytes()), part.remark()));
        }
        return lines;
    }

    private static String readable(double bytes) {
        return bytes < GIB
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / MIB)
                : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }
}
