package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.Stream;
import org.sparklavit.nn.AttentionKernel;
import org.sparklavit.nn.RmsNorm;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** One pre-norm transformer block, under the names of Hugging Face's {@code LlamaDecoderLayer}. */
final class LlamaBlock {
    private final RmsNorm attentionNorm;
    private final LlamaAttention attention;
    private final RmsNorm mlpNorm;
    private final LlamaMlp mlp;

    LlamaBlock(Parameters scope, LlamaConfig config) {
        attentionNorm = new RmsNorm(scope.scope("input_layernorm"), config.width(), config.rmsEpsilon());
        attention = new LlamaAttention(scope.scope("self_attn"), config);
        mlpNorm = new RmsNorm(scope.scope("post_attention_layernorm"), config.width(), config.rmsEpsilon());
        mlp = new LlamaMlp(scope.scope("mlp"), config.width(), config.mlpWidth());
    }

    /** All parameters, in the order of the computation. */
    List<Parameter> weights() {
        return Stream.of(List.of(attentionNorm.weight()), attention.weights(), List.of(mlpNorm.weight()), mlp.weights())
                .flatMap(List::stream)
                .toList();
    }

    /** (B, T, W) to (B, T, W). */
    NDArray forward(NDArray x, RotaryAngles angles, AttentionKernel kernel) {
        NDArray h = x.add(attention.forward(attentionNorm.forward(x), angles, kernel));
        return h.add(mlp.forward(mlpNorm.forward(h)));
    }
}
