package org.sparklavit.tensor;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A scope in which blocks declare their parameters; names join the scopes with dots, as in a PyTorch state dict. */
public final class Parameters {
    private final String prefix;
    private final List<Parameter> declared;

    private Parameters(String prefix, List<Parameter> declared) {
        this.prefix = prefix;
        this.declared = declared;
    }

    /** The root scope of a new, empty set. */
    public static Parameters create() {
        return new Parameters("", new ArrayList<>());
    }

    /** The scope {@code name} inside this one; what is declared there is in the same set. */
    public Parameters scope(String name) {
        return new Parameters(prefix + name + ".", declared);
    }

    /** The scope of the {@code index}-th block of a list. */
    public Parameters scope(String name, int index) {
        return scope(name + "." + index);
    }

    /** Declares a weight to which weight decay applies. */
    public Parameter weight(String name, Init init, long... shape) {
        return declare(name, init, true, shape);
    }

    /** Declares a bias, norm, position or query: no weight decay. */
    public Parameter undecayed(String name, Init init, long... shape) {
        return declare(name, init, false, shape);
    }

    /** Everything declared in the whole set so far, in order. */
    public List<Parameter> all() {
        return Collections.unmodifiableList(declared);
    }

    /** The number of elements declared in the whole set. */
    public long totalSize() {
        return declared.stream().mapToLong(Parameter::size).sum();
    }

    private Parameter declare(String name, Init init, boolean decays, long... shape) {
        Parameter parameter = new Parameter(prefix + name, new Shape(shape), init, decays);
        if (declared.stream().anyMatch(other -> other.name().equals(parameter.name()))) {
            throw new IllegalArgumentException("parameter '" + parameter.name() + "' is declared twice");
        }
        declared.add(parameter);
        return parameter;
    }
}
