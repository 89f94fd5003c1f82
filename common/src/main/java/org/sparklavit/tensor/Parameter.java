package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * A named weight of a model. A model declares its parameters first, which costs no memory (so a plan can count them);
 * {@link FlatParameters} or {@link FrozenParameters} then binds each to its values.
 */
public final class Parameter {
    private final String name;
    private final Shape shape;
    private final Init init;
    private final boolean decays;
    private NDArray value;

    Parameter(String name, Shape shape, Init init, boolean decays) {
        this.name = name;
        this.shape = shape;
        this.init = init;
        this.decays = decays;
    }

    /** The state-dict name, such as {@code blocks.0.mlp.fc1.weight}. */
    public String name() {
        return name;
    }

    /** The shape. */
    public Shape shape() {
        return shape;
    }

    /** How it starts when nothing is loaded. */
    public Init init() {
        return init;
    }

    /** Whether weight decay applies: matrices yes; biases, norms and positions no. */
    public boolean decays() {
        return decays;
    }

    /** The number of elements. */
    public long size() {
        return shape.size();
    }

    /** The values: a live view, to be read by operations and never closed by their caller. */
    public NDArray value() {
        if (value == null) {
            throw new IllegalStateException("parameter '" + name + "' is used before it was bound to values");
        }
        return value;
    }

    /** Gives the values that it starts with. */
    void initialize(long seed) {
        HostMemory.changeFloats(value(), values -> init.fill(values, name, seed));
    }

    void bind(NDArray values) {
        if (!values.getShape().equals(shape)) {
            throw new IllegalArgumentException(
                    "parameter '" + name + "' has the shape " + shape + " but is bound to " + values.getShape());
        }
        value = values;
    }

    @Override
    public String toString() {
        return name + shape;
    }
}
