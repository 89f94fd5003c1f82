package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tensor.VisionOps;

/** A file of {@code tools/golden}: weights, inputs, and what the official code made of them. */
public final class Golden implements AutoCloseable {
    /** Largest difference allowed in a forward pass. */
    private static final double FORWARD = 1e-4;
    /** Largest difference allowed in a gradient, relative to the larger of it and one. */
    private static final double GRADIENT = 1e-3;
    /** Least share of token ids that must be equal. */
    private static final double SAME_IDS = 0.999;

    private final String name;
    private String part = "";
    private final SafeTensors file;
    private final NDManager manager = Tensors.newManager();
    private FlatParameters flat;

    private Golden(String name, SafeTensors file) {
        this.name = name;
        this.file = file;
    }

    /** The file {@code name.safetensors} of the tokenizer's folder. */
    public static Golden open(String name) throws IOException {
        return open("vision", name);
    }

    /** The file {@code name.safetensors} of {@code folder}. */
    public static Golden open(String folder, String name) throws IOException {
        return new Golden(name, SafeTensors.open(path(folder, name + ".safetensors")));
    }

    /** Where the file {@code name} of the tokenizer's folder lies. */
    public static Path path(String name) {
        return path("vision", name);
    }

    /** Where the file {@code name} of {@code folder} lies. */
    public static Path path(String folder, String name) {
        try {
            return Path.of(Objects.requireNonNull(Golden.class.getResource("/golden/" + folder + "/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says in the lines that tests print which part is compared. */
    public Golden part(String what) {
        part = what + ": ";
        return this;
    }

    /** Where what is read belongs. */
    public NDManager manager() {
        return manager;
    }

    /** One array of the file. */
    public NDArray get(String array) {
        return file.read(manager, array);
    }

    /** An input as an array of {@link #manager}, where what is computed from it belongs. */
    public NDArray lent(Parameter input) {
        return VisionOps.lent(manager.create(0f), input.value());
    }

    /** Makes an input one of the parameters, so that its gradient can be asked for. */
    public static Parameter input(Parameters scope, String name, long... shape) {
        return scope.undecayed(name, Init.constant(0), shape);
    }

    /** Writes {@code array} into an input declared by {@link #input}. */
    public void fill(Parameter input, String array) {
        file.readInto(input.value(), array);
    }

    /** Binds everything declared, and fills what the file has weights for. */
    public Golden load(Parameters scope) {
        flat = FlatParameters.allocate(scope.all());
        return load(scope, this, "");
    }

    /** Fills the parameters behind {@code prefix} that {@code other} has weights for, under its names without prefix. */
    public Golden load(Parameters scope, Golden other, String prefix) {
        for (Parameter p : scope.all()) {
            String weight = "weight." + (p.name().startsWith(prefix) ? p.name().substring(prefix.length()) : "");
            if (other.file.names().contains(weight)) {
                other.file.readInto(p.value(), weight);
            }
        }
        return this;
    }

    /** Compares a forward result. */
    public void checkForward(String array, NDArray actual) {
        double worst = worst(get(array).toFloatArray(), actual.toFloatArray(), false);
        System.out.printf(
                "golden: %s%s.%s forward, worst difference %.1e (at most %.0e)%n", part, name, array, worst, FORWARD);
        assertThat(actual.getShape()).isEqualTo(get(array).getShape());
        assertThat(worst).as("forward of %s", array).isLessThan(FORWARD);
    }

    /** Compares token ids one by one. */
    public void checkIds(String array, long[] actual) {
        long[] expected = get(array).toLongArray();
        assertThat(actual).hasSameSizeAs(expected);
        long same = IntStream.range(0, actual.length)
                .filter(i -> actual[i] == expected[i])
                .count();
        double share = (double) same / actual.length;
        System.out.printf(
                Locale.ROOT,
                "golden: %s%s.%s, %.2f%% of %d ids equal (at least %.1f%%)%n",
                part,
                name,
                array,
                100 * share,
                actual.length,
                100 * SAME_IDS);
        assertThat(share).as("equal ids of %s", array).isGreaterThanOrEqualTo(SAME_IDS);
    }

    /** Differentiates {@code sum(output * probe)} and compares the gradients of all parameters behind {@code prefixes}. */
    public void checkGradients(NDArray output, String probe, String... prefixes) {
        checkGradientsOf(output.mul(get(probe)).sum(), "", prefixes);
    }

    /** Differentiates {@code sum}; its gradients have {@code group} before their names in the file. */
    public void checkGradientsOf(NDArray sum, String group, String... prefixes) {
        checkGradientsOf(sum, CutGraph.keeping(), group, prefixes);
    }

    /** As the other one, for a sum whose graph has cuts. */
    public void checkGradientsOf(NDArray sum, CutGraph graph, String group, String... prefixes) {
        flat.clearGradients();
        graph.differentiate(sum, flat, stage -> {});
        Worst worst = new Worst(0, 0);
        for (FlatParameters.Bucket bucket : flat.buckets()) {
            flat.completeGradients(bucket);
            float[] gradients = bucket.gradients().toFloatArray();
            int from = 0;
            for (Parameter p : bucket.parameters()) {
                int to = from + Math.toIntExact(p.size());
                if (startsWithAny(p.name(), prefixes)) {
                    worst = worst.and(
                            checkGradient("gradient." + group + p.name(), Arrays.copyOfRange(gradients, from, to)));
                }
                from = to;
            }
        }
        System.out.printf(
                "golden: %s%s, %d gradients, worst relative difference %.1e (at most %.0e)%n",
                part, name, worst.compared(), worst.difference(), GRADIENT);
        assertThat(worst.compared()).isPositive();
    }

    private record Worst(double difference, int compared) {
        Worst and(double other) {
            return new Worst(Math.max(difference, other), compared + 1);
        }
    }

    private double checkGradient(String array, float[] actual) {
        double difference = worst(get(array).toFloatArray(), actual, true);
        assertThat(difference).as(array).isLessThan(GRADIENT);
        return difference;
    }

    private static boolean startsWithAny(String name, String... prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static double worst(float[] expected, float[] actual, boolean relative) {
        assertThat(actual).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            double scale = relative ? Math.max(1, Math.abs(expected[i])) : 1;
            worst = Math.max(worst, Math.abs(expected[i] - actual[i]) / scale);
        }
        return worst;
    }

    @Override
    public void close() throws IOException {
        if (flat != null) {
            flat.close();
        }
        manager.close();
        file.close();
    }
}
