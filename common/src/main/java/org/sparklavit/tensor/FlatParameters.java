package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Trainable parameters in flat float32 buckets, with a gradient bucket beside each.
 *
 * <p>Each parameter is a view of one bucket, so that a collective moves, and one fused call updates, a whole bucket at
 * once. Buckets hold either decayed or undecayed parameters, at most {@code maxBucketBytes} (a single larger parameter
 * has a bucket of its own), and are laid out by declaration alone: every rank has the same.
 *
 * <p>Parameters may come in stages, the pieces of the forward pass ({@link CutGraph}). Buckets are filled from the last
 * stage to the first, the order in which the pass back finishes their gradients.
 */
public final class FlatParameters implements AutoCloseable {
    /** Large enough for full network speed, small enough that the last bucket is not long on its way. */
    public static final long DEFAULT_BUCKET_BYTES = 32L << 20;

    private final NDManager manager = Tensors.newManager();
    private final NDManager host = Tensors.newHostManager();
    private final List<List<Parameter>> stages;
    private final List<Parameter> parameters;
    private final List<Bucket> buckets = new ArrayList<>();
    private final List<NDArray> values;
    private final List<NDArray> gradients;
    private final Map<Parameter, Integer> places = new HashMap<>();
    /** Whether each parameter's gradient is what its memory holds; otherwise it is zero. On the CPU, where it is read. */
    private final NDArray written;

    /**
     * Values and gradients of a run of parameters.
     *
     * @param stage the first stage that has one of them; once the pass back has left it, the gradients are final
     * @param parameters in the order of their place
     * @param decays whether weight decay applies, to all of them
     * @param values (n) float32
     * @param gradients (n) float32
     */
    public record Bucket(int stage, List<Parameter> parameters, boolean decays, NDArray values, NDArray gradients) {
        /** The number of elements. */
        public int size() {
            return Math.toIntExact(values.size());
        }
    }

    private FlatParameters(List<List<Parameter>> stages, long maxBucketBytes) {
        this.stages = stages.stream().map(List::copyOf).toList();
        parameters = this.stages.stream().flatMap(List::stream).toList();
        Map<Parameter, NDArray> gradientViews = new HashMap<>();
        for (BucketLayout.Run run : new BucketLayout(maxBucketBytes).runs(this.stages)) {
            buckets.add(allocate(run, gradientViews));
        }
        values = parameters.stream().map(Parameter::value).toList();
        gradients = parameters.stream().map(gradientViews::get).toList();
        parameters.forEach(parameter -> places.put(parameter, places.size()));
        written = host.ones(new Shape(parameters.size()), DataType.INT32);
    }

    /** Allocates zeroed buckets for {@code parameters}, all of one stage, and binds them. */
    public static FlatParameters allocate(List<Parameter> parameters) {
        return inStages(List.of(parameters), DEFAULT_BUCKET_BYTES);
    }

    /**
     * Allocates zeroed buckets for the parameters of all stages and binds them.
     *
     * @param stages in the order of the forward pass, each parameter in the first one that uses it
     * @param maxBucketBytes such as {@link #DEFAULT_BUCKET_BYTES}
     */
    public static FlatParameters inStages(List<List<Parameter>> stages, long maxBucketBytes) {
        return new FlatParameters(stages, maxBucketBytes);
    }

    /** Gives each parameter its initial values. */
    public void initialize(long seed) {
        parameters.forEach(p -> p.initialize(seed));
    }

    /** The number of stages. */
    public int stages() {
        return stages.size();
    }

    /** The parameters, stage by stage. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The buckets in the order in which their gradients become final, the same on every rank. */
    public List<Bucket> buckets() {
        return buckets;
    }

    /**
     * Differentiates {@code loss} (a scalar) and adds to the gradients.
     *
     * @return the loss, cut off from the graph
     */
    public NDArray addGradients(NDArray loss) {
        addGradients(stages() - 1, List.of(loss), List.of(loss.onesLike()), List.of());
        return Ops.detach(loss);
    }

    /**
     * Goes back through one piece of a graph: differentiates {@code ends}, whose gradients are known, and adds to the
     * gradients of the parameters in between.
     *
     * @param stage that the piece is; parameters of later ones must not be in it, for theirs are final
     * @param ofEnds of the loss by each of {@code ends}
     * @param starts where the piece begins, leaves; none if nothing lies before it
     * @return the gradients of the loss by {@code starts}, arrays of the manager of {@code ends}
     */
    List<NDArray> addGradients(int stage, List<NDArray> ends, List<NDArray> ofEnds, List<NDArray> starts) {
        int mayGetOne =
                stages.subList(0, stage + 1).stream().mapToInt(List::size).sum();
        NDManager owner = ends.get(0).getManager();
        return OpLibrary.callForList(
                owner, "add_gradients", ends, ofEnds, starts, values, gradients, written, mayGetOne);
    }

    /**
     * Makes every gradient zero. What {@link Bucket#gradients} holds follows when the first gradient is added, or at
     * {@link #completeGradients}: writing zeros first would cost a pass over all parameters.
     */
    public void clearGradients() {
        FlatUpdates.fill(written, 0);
    }

    /** Writes the zeros of those parameters of {@code bucket} that got no gradient since they were cleared. */
    public void completeGradients(Bucket bucket) {
        List<Integer> own = bucket.parameters().stream().map(places::get).toList();
        OpLibrary.effect(
                "zero_unwritten",
                own.stream().map(gradients::get).toList(),
                own.stream().mapToLong(Integer::longValue).toArray(),
                written);
    }

    /** Frees values and gradients; the parameters must not be used afterwards. */
    @Override
    public void close() {
        manager.close();
        host.close();
    }

    private Bucket allocate(BucketLayout.Run run, Map<Parameter, NDArray> gradientViews) {
        long size = run.parameters().stream().mapToLong(Parameter::size).sum();
        NDArray flatValues = manager.zeros(new Shape(size), DataType.FLOAT32);
        NDArray flatGradients = manager.zeros(new Shape(size), DataType.FLOAT32);
        long offset = 0;
        for (Parameter parameter : run.parameters()) {
            NDArray value = view(flatValues, offset, parameter.shape());
            value.setRequiresGradient(true);
            parameter.bind(value);
            gradientViews.put(parameter, view(flatGradients, offset, parameter.shape()));
            offset += parameter.size();
        }
        return new Bucket(run.stage(), run.parameters(), run.decays(), flatValues, flatGradients);
    }

    private static NDArray view(NDArray flat, long offset, Shape shape) {
        return OpLibrary.call(flat, "view_of", flat, offset, shape.getShape());
    }
}
