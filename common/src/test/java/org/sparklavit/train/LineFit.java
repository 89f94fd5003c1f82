package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.sparklavit.collective.Collective;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** A small regression whose samples are a pure function of (step, place in the global batch). */
final class LineFit implements Learner {
    private static final int INPUTS = 5;

    private final Collective collective;
    private final int microBatch;
    private final Linear layer;
    private final Linear head;
    private final FlatParameters parameters;
    private final List<String> samples = new ArrayList<>();
    private long brokenStep = -1;
    private LongConsumer atStep = step -> {};

    LineFit(Collective collective, int microBatch) {
        this.collective = collective;
        this.microBatch = microBatch;
        Parameters scope = Parameters.create();
        layer = Linear.withBias(scope.scope("layer"), INPUTS, 7);
        head = Linear.withBias(scope.scope("head"), 7, 1);
        List<Parameter> all = scope.all();
        // The layer's and the head's weight and bias; each has a bucket of its own.
        parameters = FlatParameters.inStages(List.of(all.subList(0, 2), all.subList(2, 4)), 1);
        parameters.initialize(3);
    }

    /** Makes the loss of the first micro-batch of {@code step}, and of every later step, infinite. */
    LineFit brokenFrom(long step) {
        brokenStep = step;
        return this;
    }

    /** Calls {@code listener} with each step that begins. */
    LineFit telling(LongConsumer listener) {
        atStep = listener;
        return this;
    }

    @Override
    public FlatParameters parameters() {
        return parameters;
    }

    @Override
    public String unit() {
        return "samples";
    }

    @Override
    public LossSum loss(NDManager manager, long step, int number, StepMetrics metrics) {
        atStep.accept(step);
        float[] inputs = new float[microBatch * INPUTS];
        float[] targets = new float[microBatch];
        samples.clear();
        for (int i = 0; i < microBatch; i++) {
            long sample = ((long) number * collective.worldSize() + collective.rank()) * microBatch + i;
            samples.add("sample " + sample);
            SplittableRandom random = new SplittableRandom(step * 1000 + sample);
            for (int k = 0; k < INPUTS; k++) {
                inputs[i * INPUTS + k] = (float) random.nextGaussian();
                targets[i] += inputs[i * INPUTS + k] * (k - 2);
            }
        }
        NDArray x = manager.create(inputs, new Shape(microBatch, INPUTS));
        CutGraph graph = CutGraph.keeping();
        NDArray hidden = graph.cut(layer.forward(x).tanh());
        NDArray error = head.forward(hidden).reshape(microBatch).sub(manager.create(targets));
        metrics.addCount("samples", microBatch);
        NDArray sum = error.square().sum();
        boolean isBroken = brokenStep >= 0 && step >= brokenStep && number == 0;
        return new LossSum(isBroken ? sum.mul(Float.NaN) : sum, microBatch, graph);
    }

    @Override
    public List<String> samples() {
        return List.copyOf(samples);
    }

    @Override
    public String dataState() {
        return "{\"rank\":" + collective.rank() + "}";
    }

    @Override
    public void restoreDataState(List<String> states) {
        if (!states.get(0).equals("{\"rank\":0}")) {
            throw new IllegalStateException("states came back as " + states);
        }
    }

    float[] weights() {
        FloatBuffer all = FloatBuffer.allocate((int)
                parameters.parameters().stream().mapToLong(Parameter::size).sum());
        parameters.parameters().forEach(p -> all.put(p.value().toFloatArray()));
        return all.array();
    }

    @Override
    public void close() {
        parameters.close();
    }
}
