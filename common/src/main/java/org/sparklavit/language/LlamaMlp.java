package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** The gated perceptron {@code down(silu(gate(x)) * up(x))} (arXiv 2002.05202). */
final class LlamaMlp {
    private final Linear gate;
    private final Linear up;
    private final Linear down;

    LlamaMlp(Parameters scope, int width, int inner) {
        gate = Linear.withoutBias(scope.scope("gate_proj"), width, inner);
        up = Linear.withoutBias(scope.scope("up_proj"), width, inner);
        down = Linear.withoutBias(scope.scope("down_proj"), inner, width);
    }

    /** Gate, up and down. */
    List<Parameter> weights() {
        return List.of(gate.weight(), up.weight(), down.weight());
    }

    /** (..., W) to (..., W). */
    NDArray forward(NDArray x) {
        return down.forward(Ops.swiglu(gate.forward(x), up.forward(x)));
    }
}
