package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.sparklavit.nn.Linear;
import org.sparklavit.nn.RmsNorm;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/**
 * LLaMA (arXiv 2302.13971, grouped heads and scaled positions of arXiv 2407.21783), under the parameter names of
 * Hugging Face's {@code LlamaForCausalLM}.
 *
 * <p>Shapes: B rows, T positions, W width, V vocabulary, H query heads, G key and value heads. The input is embeddings
 * rather than ids, because an image can enter as continuous features.
 */
public final class Llama {
    private static final Init EMBEDDING = Init.truncatedNormal(0.02);

    private final LlamaConfig config;
    private final Parameter embedding;
    private final List<LlamaBlock> blocks = new ArrayList<>();
    private final RmsNorm norm;
    private final Parameter head;

    /** Declares the parameters of a model with {@code vocabularySize} ids. */
    public Llama(Parameters root, LlamaConfig config, int vocabularySize) {
        this.config = config;
        Parameters scope = root.scope("model");
        embedding = scope.scope("embed_tokens").weight("weight", EMBEDDING, vocabularySize, config.width());
        for (int i = 0; i < config.blocks(); i++) {
            blocks.add(new LlamaBlock(scope.scope("layers", i), config));
        }
        norm = new RmsNorm(scope.scope("norm"), config.width(), config.rmsEpsilon());
        head = config.tiedHead()
                ? embedding
                : Linear.withoutBias(root.scope("lm_head"), config.width(), vocabularySize)
                        .weight();
    }

    /** The sizes. */
    public LlamaConfig config() {
        return config;
    }

    /** The matrix (V, W) that gives ids their inputs. */
    public Parameter embedding() {
        return embedding;
    }

    /** The matrix (V, W) that scores ids; the embedding itself if the head is tied. */
    public Parameter head() {
        return head;
    }

    /** The inputs of {@code ids} (..., int64): (..., W). */
    public NDArray embed(NDArray ids) {
        return Ops.embedding(ids, embedding.value());
    }

    /**
     * Runs all blocks and the final norm.
     *
     * @param x (B, T, W)
     * @param positions (B, T, int64) counted from 0 within each document
     * @return (B, T, W)
     */
    public NDArray hidden(NDArray x, NDArray positions, Attending attending) {
        RotaryAngles angles = RotaryAngles.of(positions, config);
        NDArray h = x;
        for (int i = 0; i < blocks.size(); i++) {
            h = block(i, h, angles, attending);
        }
        return norm(h);
    }

    /** One of the blocks: (B, T, W) to (B, T, W). */
    NDArray block(int number, NDArray h, RotaryAngles angles, Attending attending) {
        return blocks.get(number).forward(h, angles, (q, k, v) -> attending.attend(number, q, k, v));
    }

    /** The norm behind the last block. */
    NDArray norm(NDArray h) {
        return norm.forward(h);
    }

    /** Scores of every id: (..., W) to (..., V). */
    public NDArray logits(NDArray hidden) {
        return Ops.linear(hidden, head.value());
    }
}
