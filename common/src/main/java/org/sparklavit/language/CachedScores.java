package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.sparklavit.tensor.Tensors;

/**
 * {@link NextScores} of a model that remembers the keys and values of what came before. Used without autograd.
 *
 * <p>Shapes: B rows, V ids, W width.
 */
final class CachedScores implements NextScores {
    private final UnifiedModel model;
    private final ImageFeatures features;
    private final NDManager manager = Tensors.newManager();
    private final KeyValueCache cache;
    private PromptBatch batch;
    private int steps;

    /**
     * Reads nothing yet.
     *
     * @param maxTokens room behind the prompts
     */
    CachedScores(UnifiedModel model, ImageFeatures features, List<Prompt> prompts, int maxTokens) {
        this.model = model;
        this.features = features;
        batch = new PromptBatch(prompts);
        cache = new KeyValueCache(manager, model.llama().config(), batch.rows(), batch.length() + maxTokens);
    }

    @Override
    public float[][] ofPrompts() {
        try (NDManager scratch = manager.newSubManager()) {
            RowBatch rows = batch.rows(scratch, features);
            cache.look(batch.promptMask(rows));
            NDArray hidden_BPW = model.llama().hidden(model.inputs(rows), rows.positions(), cache);
            cache.advance(batch.length());
            return scores(model, hidden_BPW.get(":, -1"));
        }
    }

    @Override
    public float[][] after(int[] tokens) {
        try (NDManager scratch = manager.newSubManager()) {
            cache.look(batch.tokenMask(scratch, cache.length() + 1));
            long[] ids = Arrays.stream(tokens).asLongStream().toArray();
            NDArray ids_B1 = scratch.create(ids, new Shape(ids.length, 1));
            NDArray hidden_B1W =
                    model.llama().hidden(model.llama().embed(ids_B1), batch.positions(scratch, steps++), cache);
            cache.advance(1);
            return scores(model, hidden_B1W.get(":, 0"));
        }
    }

    @Override
    public void choose(int[] rows) {
        batch = batch.choose(rows);
        cache.choose(rows);
    }

    /** What the head says of hidden states (B, W), on the Java side: (B, V). */
    static float[][] scores(UnifiedModel model, NDArray hidden_BW) {
        float[] flat = model.llama().logits(hidden_BW).toFloatArray();
        int width = model.vocabulary().size();
        float[][] rows = new float[flat.length / width][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(flat, row * width, (row + 1) * width));
        return rows;
    }

    @Override
    public void close() {
        manager.close();
    }
}
