package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Trainable parameters in a few flat float32 buckets, with a gradient bucket beside each.
 *
 * <p>Each parameter is a view of one bucket, so that a collective moves, and one fused call updates, a whole bucket at
 * once. Buckets hold either decayed or undecayed parameters, at most {@code maxBucketBytes} (a single larger parameter
 * has a bucket of its own), and are laid out by declaration order alone: every rank has the same.
 */
public final class FlatParameters implements AutoCloseable {
    /** Large enough for full network speed, small enough that one direct buffer can view it. */
    public static final long DEFAULT_BUCKET_BYTES = 256L << 20;

    private final NDManager manager;
    private final List<Parameter> parameters;
    private final List<Bucket> buckets = new ArrayList<>();
    private final List<NDArray> values = new ArrayList<>();
    private final List<NDArray> gradients = new ArrayList<>();

    /**
     * Values and gradients of a run of parameters.
     *
     * @param parameters in the order of their place
     * @param decays whether weight decay applies, to all of them
     * @param values (n) float32
     * @param gradients (n) float32
     */
    public record Bucket(List<Parameter> parameters, boolean decays, NDArray values, NDArray gradients) {
        /** The number of elements. */
        public int size() {
            return Math.toIntExact(values.size());
        }
    }

    private FlatParameters(NDManager manager, List<Parameter> parameters) {
        this.manager = manager;
        this.parameters = List.copyOf(parameters);
    }

    /** Allocates zeroed buckets for {@code parameters} and binds them. */
    public static FlatParameters allocate(List<Parameter> parameters) {
        return allocate(parameters, DEFAULT_BUCKET_BYTES);
    }

    static FlatParameters allocate(List<Parameter> parameters, long maxBucketBytes) {
        FlatParameters flat = new FlatParameters(Tensors.newManager(), parameters);
        for (boolean decays : new boolean[] {true, false}) {
            flat.fillBuckets(
                    parameters.stream().filter(p -> p.decays() == decays).toList(), maxBucketBytes);
        }
        return flat;
    }

    /** Gives each parameter its initial values. */
    public void initialize(long seed) {
        parameters.forEach(p -> p.init().fill(FloatViews.of(p.value()), p.name(), seed));
    }

    /** The parameters in declaration order. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The buckets, the same on every rank. */
    public List<Bucket> buckets() {
        return buckets;
    }

    /**
     * Differentiates {@code loss} (a scalar) and adds to the gradients.
     *
     * @return the loss, cut off from the graph
     */
    public NDArray addGradients(NDArray loss) {
        return OpLibrary.call(loss, "add_gradients", loss, values, gradients);
    }

    /**
     * Goes back through one piece of a graph that was cut: differentiates {@code output}, whose gradient is known, and
     * adds to the gradients.
     *
     * @param output of the piece, of any shape
     * @param gradient of the loss by {@code output}
     * @param input where the graph was cut, a leaf; or {@code output} itself if nothing lies before it
     * @return the gradient of the loss by {@code input}, an array of {@code output}'s manager
     */
    public NDArray addGradients(NDArray output, NDArray gradient, NDArray input) {
        return OpLibrary.call(output, "add_gradients_through", output, gradient, input, values, gradients);
    }

    /** Sets every gradient to zero. */
    public void zeroGradients() {
        buckets.forEach(bucket -> FlatUpdates.fill(bucket.gradients(), 0));
    }

    /** Frees values and gradients; the parameters must not be used afterwards. */
    @Override
    public void close() {
        manager.close();
    }

    private void fillBuckets(List<Parameter> alike, long maxBucketBytes) {
        List<Parameter> run = new ArrayList<>();
        long runBytes = 0;
        for (Parameter parameter : alike) {
            long bytes = parameter.size() * Float.BYTES;
            if (!run.isEmpty() && runBytes + bytes > maxBucketBytes) {
                addBucket(run);
                run = new ArrayList<>();
                runBytes = 0;
            }
            run.add(parameter);
            runBytes += bytes;
        }
        if (!run.isEmpty()) {
            addBucket(run);
        }
    }

    private void addBucket(List<Parameter> run) {
        long size = run.stream().mapToLong(Parameter::size).sum();
        NDArray flatValues = manager.zeros(new Shape(size), DataType.FLOAT32);
        NDArray flatGradients = manager.zeros(new Shape(size), DataType.FLOAT32);
        long offset = 0;
        for (Parameter parameter : run) {
            NDArray value = view(flatValues, offset, parameter.shape());
            value.setRequiresGradient(true);
            parameter.bind(value);
            values.add(value);
            gradients.add(view(flatGradients, offset, parameter.shape()));
            offset += parameter.size();
        }
        buckets.add(new Bucket(List.copyOf(run), run.get(0).decays(), flatValues, flatGradients));
    }

    private static NDArray view(NDArray flat, long offset, Shape shape) {
        return OpLibrary.call(flat, "view_of", flat, offset, shape.getShape());
    }
}
