package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.Ops;
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
    private final IdRange scored;
    /** The rows of the head that score them, (ids, W). */
    private final NDArray head;

    private PromptBatch batch;
    private int steps;

    /**
     * Reads nothing yet.
     *
     * @param maxTokens room behind the prompts
     * @param scored all ids that have scores; the others get minus infinity
     */
    CachedScores(UnifiedModel model, ImageFeatures features, List<Prompt> prompts, int maxTokens, IdRange scored) {
        this.model = model;
        this.features = features;
        this.scored = scored;
        head = rowsOfHead(manager, model.llama(), scored);
        batch = new PromptBatch(prompts);
        cache = new KeyValueCache(manager, model.llama().config(), batch.rows(), batch.length() + maxTokens);
    }

    @Override
    public float[][] ofPrompts() {
        try (NDManager scratch = manager.newSubManager()) {
            RowBatch rows = batch.rows(scratch, features);
            NDArray hidden_BPW =
                    model.llama().hidden(model.inputs(rows), rows.positions(), cache, PromptBatch.promptMask(rows));
            return scores(hidden_BPW.get(":, -1"));
        }
    }

    @Override
    public float[][] after(int[] tokens) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray mask_B11S = batch.tokenMask(scratch, cache.length() + 1);
            long[] ids = Arrays.stream(tokens).asLongStream().toArray();
            NDArray ids_B1 = scratch.create(ids, new Shape(ids.length, 1));
            NDArray hidden_B1W = model.llama()
                    .hidden(model.llama().embed(ids_B1), batch.positions(scratch, steps++), cache, mask_B11S);
            return scores(hidden_B1W.get(":, 0"));
        }
    }

    @Override
    public void choose(int[] rows) {
        batch = batch.choose(rows);
        cache.choose(rows);
    }

    private static NDArray rowsOfHead(NDManager manager, Llama llama, IdRange ids) {
        long width = llama.config().width();
        int count = ids.to() - ids.from();
        return FlatUpdates.slice(manager, llama.head().value(), ids.from() * width, count * width)
                .reshape(count, width);
    }

    /** What the head says of hidden states (B, W), on the Java side: (B, V). */
    private float[][] scores(NDArray hidden_BW) {
        float[] flat = Ops.linear(hidden_BW, head).toFloatArray();
        int count = scored.to() - scored.from();
        float[][] rows = new float[flat.length / count][model.vocabulary().size()];
        for (int row = 0; row < rows.length; row++) {
            Arrays.fill(rows[row], Float.NEGATIVE_INFINITY);
            System.arraycopy(flat, row * count, rows[row], scored.from(), count);
        }
        return rows;
    }

    @Override
    public void close() {
        manager.close();
    }
}
