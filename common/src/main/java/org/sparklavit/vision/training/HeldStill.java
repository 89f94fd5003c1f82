package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Tensors;

/**
 * Keeps some of the trained parameters as they were: the optimiser works on whole buckets, and its momentum and weight
 * decay move parameters that get no gradient. Their values are put back after each update.
 */
final class HeldStill implements AutoCloseable {
    private final NDManager manager = Tensors.newManager();
    private final Map<Parameter, NDArray> values = new LinkedHashMap<>();

    /** Remembers the present values of {@code parameters}. */
    HeldStill(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            NDArray copy = manager.zeros(parameter.shape(), parameter.value().getDataType());
            FlatUpdates.copy(copy, parameter.value());
            values.put(parameter, copy);
        }
    }

    /** Puts the remembered values back. */
    void restore() {
        values.forEach((parameter, copy) -> FlatUpdates.copy(parameter.value(), copy));
    }

    @Override
    public void close() {
        manager.close();
    }
}
