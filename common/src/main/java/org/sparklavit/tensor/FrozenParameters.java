package org.sparklavit.tensor;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Predicate;

/** Parameters that are only read: each one an array of its own, without gradient. */
public final class FrozenParameters implements AutoCloseable {
    private final NDManager manager = Tensors.newManager();

    private FrozenParameters() {}

    /** Binds {@code parameters} to fresh float32 arrays that hold their initial values. */
    public static FrozenParameters initialize(List<Parameter> parameters, long seed) {
        FrozenParameters frozen = new FrozenParameters();
        for (Parameter p : parameters) {
            p.bind(frozen.manager.zeros(new Shape(p.shape().getShape()), DataType.FLOAT32));
            p.initialize(seed);
        }
        return frozen;
    }

    /**
     * Binds {@code parameters} to the tensors of the same names, each name behind {@code prefix} in the file.
     *
     * @throws WeightsException if names or shapes do not match; its message lists every mismatch
     */
    public static FrozenParameters load(List<Parameter> parameters, TensorSource file, String prefix) {
        return load(parameters, file, prefix, name -> false);
    }

    /** As the other one, where the file may also hold what {@code unread} names: it is left alone. */
    public static FrozenParameters load(
            List<Parameter> parameters, TensorSource file, String prefix, Predicate<String> unread) {
        WeightsException.check(parameters, file, prefix, unread);
        FrozenParameters frozen = new FrozenParameters();
        for (Parameter p : parameters) {
            p.bind(file.read(frozen.manager, prefix + p.name()));
        }
        return frozen;
    }

    /** Frees the arrays; the parameters must not be used afterwards. */
    @Override
    public void close() {
        manager.close();
    }
}
