package org.sparklavit.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Tensors;

/** {@code tools/bench.sh ops}: operations of the op library against the same composed of DJL's own, forward and backward. */
final class OpsBenchmark {
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 30;
    private static final int BATCH = 4;
    private static final int WIDTH = 256;
    private static final int HEADS = 4;

    private final NDManager manager = Tensors.newManager();
    private final List<String> json = new ArrayList<>();
    /** Built once: a careful user would do so too. */
    private final Map<Integer, NDArray> causal = Map.of(256, causalMask(256), 1024, causalMask(1024));

    private OpsBenchmark() {}

    /** Writes the figures to the file that the first argument names. */
    public static void main(String[] args) throws IOException {
        OpsBenchmark benchmark = new OpsBenchmark();
        System.out.printf("%-34s %10s %10s %8s%n", "operation, forward and backward", "ours ms", "DJL ms", "ratio");
        double slowest = benchmark.run();
        Files.writeString(Path.of(args[0]), "{" + String.join(", ", benchmark.json) + "}");
        System.out.printf(
                Locale.ROOT,
                "the op library is %.2f times as fast as composed operations where it gains least%n",
                slowest);
        if (slowest < 1) {
            System.out.println("goal missed: no operation of the library may be slower than composed ones");
            System.exit(1);
        }
    }

    private double run() {
        double slowest = Double.POSITIVE_INFINITY;
        for (int length : new int[] {256, 1024}) {
            NDArray x = leaf(BATCH, length, WIDTH);
            slowest = Math.min(
                    slowest, row("attention, " + length + " positions", x, this::attention, this::djlAttention));
        }
        NDArray rows = leaf(BATCH * 256, WIDTH);
        NDArray weight = leaf(WIDTH);
        NDArray bias = leaf(WIDTH);
        slowest = Math.min(
                slowest,
                row("layer norm", rows, a -> Ops.layerNorm(a, weight, bias, 1e-5), a -> djlLayerNorm(a, weight, bias)));
        slowest =
                Math.min(slowest, row("RMS norm", rows, a -> Ops.rmsNorm(a, weight, 1e-5), a -> djlRmsNorm(a, weight)));
        slowest = Math.min(slowest, row("swiglu", rows, a -> Ops.swiglu(a, a), a -> a.mul(sigmoid(a))
                .mul(a)));
        return Math.min(slowest, adamW());
    }

    private double row(String name, NDArray x, Function<NDArray, NDArray> ours, Function<NDArray, NDArray> theirs) {
        return print(name, time(() -> step(x, ours), () -> step(x, theirs)));
    }

    private static void step(NDArray x, Function<NDArray, NDArray> operation) {
        try (NDManager scratch = x.getManager().newSubManager();
                Autograd recording = Autograd.on()) {
            NDArray input = alias(scratch, x);
            NDArray loss = operation.apply(input).sum();
            JniUtils.backward((PtNDArray) loss, (PtNDArray) scratch.create(1f), false, false);
        }
    }

    private NDArray attention(NDArray x) {
        return Ops.attention(x, x, x, HEADS, true);
    }

    private NDArray djlAttention(NDArray x) {
        long length = x.getShape().get(1);
        NDArray heads = x.reshape(BATCH, length, HEADS, WIDTH / HEADS).transpose(0, 2, 1, 3);
        NDArray scores = heads.matMul(heads.transpose(0, 1, 3, 2)).mul(1 / Math.sqrt(WIDTH / (double) HEADS));
        return scores.add(causal.get((int) length))
                .softmax(-1)
                .matMul(heads)
                .transpose(0, 2, 1, 3)
                .reshape(BATCH, length, WIDTH);
    }

    private static NDArray djlLayerNorm(NDArray x, NDArray weight, NDArray bias) {
        NDArray centred = x.sub(x.mean(new int[] {1}, true));
        NDArray deviation = centred.square().mean(new int[] {1}, true).add(1e-5).sqrt();
        return centred.div(deviation).mul(weight).add(bias);
    }

    private static NDArray djlRmsNorm(NDArray x, NDArray weight) {
        return x.div(x.square().mean(new int[] {1}, true).add(1e-5).sqrt()).mul(weight);
    }

    private static NDArray sigmoid(NDArray x) {
        return x.neg().exp().add(1).pow(-1);
    }

    private double adamW() {
        int size = 4_000_000;
        NDArray p = zeros(size);
        NDArray g = leafless(size);
        NDArray m = zeros(size);
        NDArray v = zeros(size);
        NDArray steps = manager.create(0f);
        FlatUpdates.AdamW numbers = new FlatUpdates.AdamW(1e-3, 0.9, 0.95, 1e-8, 0.05, 1);
        try (Autograd still = Autograd.off()) {
            return print(
                    "AdamW, 4 million parameters",
                    time(() -> FlatUpdates.adamW(p, g, m, v, steps, numbers), () -> djlAdamW(p, g, m, v)));
        }
    }

    private static void djlAdamW(NDArray p, NDArray g, NDArray m, NDArray v) {
        try (NDManager scratch = p.getManager().newSubManager()) {
            NDArray gradient = alias(scratch, g);
            p.muli(1 - 1e-3 * 0.05);
            m.muli(0.9).addi(gradient.mul(0.1));
            v.muli(0.95).addi(gradient.square().mul(0.05));
            NDArray first = alias(scratch, m).div(0.1);
            NDArray second = alias(scratch, v).div(0.05);
            p.subi(first.div(second.sqrt().add(1e-8)).mul(1e-3));
        }
    }

    /** The same array for results that belong to {@code scratch}: multiplied by one, recorded for gradients. */
    private static NDArray alias(NDManager scratch, NDArray x) {
        return scratch.create(1f).mul(x);
    }

    private static Rounds time(Runnable ours, Runnable theirs) {
        return Rounds.run(WARM_UP, ROUNDS, Rounds.timed(ours), Rounds.timed(theirs));
    }

    private double print(String name, Rounds timed) {
        double oursMillis = 1000 * timed.seconds(0);
        double djlMillis = 1000 * timed.seconds(1);
        double ratio = timed.ratio(1, 0);
        System.out.printf(Locale.ROOT, "%-34s %10.2f %10.2f %8.2f%n", name, oursMillis, djlMillis, ratio);
        json.add(String.format(
                Locale.ROOT,
                "\"%s\": {\"oursMillis\": %.3f, \"djlMillis\": %.3f, \"ratio\": %.3f}",
                name,
                oursMillis,
                djlMillis,
                ratio));
        return ratio;
    }

    private NDArray causalMask(int length) {
        float[] mask = new float[length * length];
        for (int row = 0; row < length; row++) {
            Arrays.fill(mask, row * length + row + 1, (row + 1) * length, -1e9f);
        }
        return manager.create(mask, new Shape(length, length));
    }

    private NDArray leaf(long... shape) {
        NDArray array = manager.randomNormal(new Shape(shape));
        array.setRequiresGradient(true);
        return array;
    }

    private NDArray leafless(long size) {
        return manager.randomNormal(new Shape(size));
    }

    private NDArray zeros(long size) {
        return manager.zeros(new Shape(size), DataType.FLOAT32);
    }
}
