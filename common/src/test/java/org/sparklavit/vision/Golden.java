package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.Tensors;

/** A file of {@code tools/golden/vision.py} or {@code clip.py}: weights, inputs, and what the official code made of them. */
final class Golden implements AutoCloseable {
    /** Largest difference allowed in a forward pass. */
    private static final double FORWARD = 1e-4;
    /** Largest difference allowed in a gradient, relative to the larger of it and one. */
    private static final double GRADIENT = 1e-3;

    private final String name;
    private final SafeTensors file;
    private final NDManager manager = Tensors.newManager();
    private FlatParameters flat;

    private Golden(String name, SafeTensors file) {
        this.name = name;
        this.file = file;
    }

    static Golden open(String name) throws IOException {
        return new Golden(name, SafeTensors.open(path(name + ".safetensors")));
    }

    /** Where the file {@code name} of the golden folder lies. */
    static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Golden.class.getResource("/golden/vision/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    NDManager manager() {
        return manager;
    }

    NDArray get(String array) {
        return file.read(manager, array);
    }

    /** Makes an input one of the parameters, so that its gradient can be asked for. */
    static Parameter input(Parameters scope, String name, long... shape) {
        return scope.undecayed(name, Init.constant(0), shape);
    }

    /** Writes {@code array} into an input declared by {@link #input}. */
    void fill(Parameter input, String array) {
        file.readInto(input.value(), array);
    }

    Integer[] ints(String array) {
        return Arrays.stream(get(array).toLongArray())
                .mapToObj(Math::toIntExact)
                .toArray(Integer[]::new);
    }

    /** Binds everything declared, and fills what the file has weights for. */
    Golden load(Parameters scope) {
        flat = FlatParameters.allocate(scope.all());
        scope.all().stream()
                .filter(p -> file.names().contains("weight." + p.name()))
                .forEach(p -> file.readInto(p.value(), "weight." + p.name()));
        return this;
    }

    /** Compares a forward result. */
    void checkForward(String array, NDArray actual) {
        double worst = worst(get(array).toFloatArray(), actual.toFloatArray(), false);
        System.out.printf("golden %s.%s: worst forward difference %.1e%n", name, array, worst);
        assertThat(actual.getShape()).isEqualTo(get(array).getShape());
        assertThat(worst).as("forward of %s", array).isLessThan(FORWARD);
    }

    /** Differentiates {@code sum(output * probe)} and compares the gradients of all parameters behind {@code prefix}. */
    void checkGradients(NDArray output, String probe, String... prefixes) {
        flat.zeroGradients();
        flat.addGradients(output.mul(get(probe)).sum());
        double worst = 0;
        int compared = 0;
        for (FlatParameters.Bucket bucket : flat.buckets()) {
            float[] gradients = bucket.gradients().toFloatArray();
            int from = 0;
            for (Parameter p : bucket.parameters()) {
                int to = from + Math.toIntExact(p.size());
                if (startsWithAny(p.name(), prefixes)) {
                    float[] actual = Arrays.copyOfRange(gradients, from, to);
                    double difference = worst(get("gradient." + p.name()).toFloatArray(), actual, true);
                    assertThat(difference).as("gradient of %s", p.name()).isLessThan(GRADIENT);
                    worst = Math.max(worst, difference);
                    compared++;
                }
                from = to;
            }
        }
        System.out.printf("golden %s: worst difference of %d gradients %.1e%n", name, compared, worst);
        assertThat(compared).isPositive();
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
