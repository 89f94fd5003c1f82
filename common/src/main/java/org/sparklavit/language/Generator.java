package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Tensors;

/** Continues prompts token by token, with a cache of what came before. */
public final class Generator {
    private final UnifiedModel model;
    private final ImageFeatures features;

    /** Generates with {@code model}, whose parameters are bound; images in prompts have their features with them. */
    public Generator(UnifiedModel model) {
        this(model, new StoredFeatures());
    }

    /** As the other one, where {@code features} gives the images in prompts theirs. */
    public Generator(UnifiedModel model, ImageFeatures features) {
        this.model = model;
        this.features = features;
    }

    /**
     * What may be generated.
     *
     * @param maxTokens tokens after which a sequence ends in any case
     * @param stop the id that ends a sequence; always allowed
     * @param firstAllowed the lowest id that may come
     * @param endAllowed one more than the highest
     */
    public record Limits(int maxTokens, int stop, int firstAllowed, int endAllowed) {
        /** Text: visual ids are suppressed, the end of text ends it. */
        public static Limits text(Vocabulary vocabulary, int maxTokens) {
            return new Limits(maxTokens, vocabulary.endOfText(), 0, vocabulary.textSize());
        }

        /** An image: text ids are suppressed, [/IMG] ends it. */
        public static Limits image(Vocabulary vocabulary, int maxTokens) {
            return new Limits(maxTokens, vocabulary.imageEnd(), vocabulary.idOfCode(0), vocabulary.size());
        }

        private float[] suppress(float[] scores) {
            float stopScore = scores[stop];
            Arrays.fill(scores, 0, firstAllowed, Float.NEGATIVE_INFINITY);
            Arrays.fill(scores, endAllowed, scores.length, Float.NEGATIVE_INFINITY);
            scores[stop] = stopScore;
            return scores;
        }
    }

    /**
     * Continues all {@code prompts} at once; their lengths may differ.
     *
     * @return for each prompt the new ids, without the one that stopped it
     */
    public List<int[]> generate(List<TokenSequence> prompts, Limits limits, Sampler sampler) {
        PromptBatch batch = new PromptBatch(prompts);
        Progress progress = new Progress(batch.rows(), limits, sampler);
        try (Autograd off = Autograd.off();
                NDManager manager = Tensors.newManager()) {
            KeyValueCache cache = new KeyValueCache(
                    manager, model.llama().config(), batch.rows(), batch.length() + limits.maxTokens());
            progress.accept(readPrompts(batch, cache, manager));
            for (int step = 0; !progress.isDone(); step++) {
                progress.accept(readTokens(batch, cache, progress.last(), step, manager));
            }
        }
        return progress.results();
    }

    /** Scores (B, V) of the tokens that follow the prompts. */
    private float[][] readPrompts(PromptBatch batch, KeyValueCache cache, NDManager parent) {
        try (NDManager manager = parent.newSubManager()) {
            RowBatch rows = batch.rows(manager, features);
            cache.look(batch.promptMask(rows));
            NDArray hidden = model.llama().hidden(model.inputs(rows), rows.positions(), cache);
            cache.advance(batch.length());
            return scores(hidden.get(":, -1"));
        }
    }

    /** Scores (B, V) of the tokens that follow {@code last}. */
    private float[][] readTokens(PromptBatch batch, KeyValueCache cache, long[] last, int step, NDManager parent) {
        try (NDManager manager = parent.newSubManager()) {
            cache.look(batch.tokenMask(manager, cache.length() + 1));
            NDArray inputs = model.llama().embed(manager.create(last).expandDims(1));
            NDArray hidden = model.llama().hidden(inputs, batch.positions(manager, step), cache);
            cache.advance(1);
            return scores(hidden.get(":, 0"));
        }
    }

    private float[][] scores(NDArray hidden) {
        float[] flat = model.llama().logits(hidden).toFloatArray();
        int width = model.vocabulary().size();
        float[][] rows = new float[flat.length / width][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(flat, row * width, (row + 1) * width));
        return rows;
    }

    /** The sequences as far as they are. */
    private static final class Progress {
        private final Limits limits;
        private final Sampler sampler;
        private final List<List<Integer>> tokens = new ArrayList<>();
        private final boolean[] stopped;
        private final long[] last;
        private int steps;

        Progress(int rows, Limits limits, Sampler sampler) {
            this.limits = limits;
            this.sampler = sampler;
            stopped = new boolean[rows];
            last = new long[rows];
            for (int row = 0; row < rows; row++) {
                tokens.add(new ArrayList<>());
            }
        }

        /** Chooses the next token of every sequence. */
        void accept(float[][] scores) {
            for (int row = 0; row < stopped.length; row++) {
                int next = sampler.choose(limits.suppress(scores[row]), row, steps);
                stopped[row] |= next == limits.stop();
                if (!stopped[row]) {
                    tokens.get(row).add(next);
                }
                last[row] = next;
            }
            steps++;
        }

        boolean isDone() {
            boolean allStopped = true;
            for (boolean one : stopped) {
                allStopped &= one;
            }
            return allStopped || steps == limits.maxTokens();
        }

        long[] last() {
            return last;
        }

        List<int[]> results() {
            return tokens.stream()
                    .map(ids -> ids.stream().mapToInt(Integer::intValue).toArray())
                    .toList();
        }
    }
}
