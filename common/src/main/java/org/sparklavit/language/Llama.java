package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.sparklavit.nn.Linear;
import org.sparklavit.nn.RmsNorm;
import org.sparklavit.tensor.BlockChain;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.DecoderOps;
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
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.");

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
        List<Integer> numbers = IntStream.range(0, blocks.size()).boxed().toList();
        return norm.forward(BlockChain.run(x, numbers, (i, h) -> block(i, h, angles, attending)));
    }

    /**
     * The same for training: what made {@code x}, every block, and what comes behind the last one are pieces of
     * {@code graph}, the stages of {@link #stageOf}.
     */
    public NDArray hidden(NDArray x, NDArray positions, Attending attending, CutGraph graph) {
        RotaryAngles angles = RotaryAngles.of(positions, config);
        NDArray h = graph.cut(x);
        for (int i = 0; i < blocks.size(); i++) {
            int block = i;
            h = graph.piece(h, entering -> block(block, entering, angles, attending));
        }
        return norm.forward(h);
    }

    /**
     * The same for generation, behind the positions that {@code cache} holds; those of {@code x} are added to it.
     *
     * @param mask broadcasts to (B, H, T, cached + T), added to the scores
     */
    NDArray hidden(NDArray x, NDArray positions, KeyValueCache cache, NDArray mask) {
        NDArray frequencies = x.getManager().create(config.rope().frequencies(config.headWidth()));
        List<NDArray> weights = blocks.stream()
                .flatMap(block -> block.weights().stream())
                .map(Parameter::value)
                .toList();
        DecoderOps.Settings settings = new DecoderOps.Settings(config.heads(), config.groups(), config.rmsEpsilon());
        DecoderOps.Places places = new DecoderOps.Places(positions, frequencies, mask);
        NDArray h = DecoderOps.blocks(x, places, weights, cache.contents(), settings);
        cache.advance(Math.toIntExact(positions.getShape().get(1)));
        return norm.forward(h);
    }

    /** The stage in which {@code parameter} is used first: 0 for what makes the input, then the blocks, then the rest. */
    int stageOf(Parameter parameter) {
        Matcher layer = LAYER.matcher(parameter.name());
        if (layer.lookingAt()) {
            return 1 + Integer.parseInt(layer.group(1));
        }
        return parameter == embedding ? 0 : stages() - 1;
    }

    /** The number of stages. */
    int stages() {
        return blocks.size() + 2;
    }

    private NDArray block(int number, NDArray h, RotaryAngles angles, Attending attending) {
        return blocks.get(number).forward(h, angles, (q, k, v) -> attending.attend(number, q, k, v));
    }

    /** Scores of every id: (..., W) to (..., V). */
    public NDArray logits(NDArray hidden) {
        return Ops.linear(hidden, head.value());
    }
}
