package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.sparklavit.config.ConfigException;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.Tensors;

/** Copies the tensors of checkpoint files into the parameters of a model, and extends its vocabulary. */
final class WeightsReader {
    /** The noise of new rows, as a share of the deviation of the rows that are there. */
    private static final double NOISE = 0.1;

    private final UnifiedModel model;
    private final int rowsInFile;
    private final long seed;
    private final Map<String, Parameter> wanted = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    WeightsReader(UnifiedModel model, int rowsInFile, long seed) {
        this.model = model;
        this.rowsInFile = rowsInFile;
        this.seed = seed;
        model.parameters().forEach(p -> wanted.put(p.name(), p));
    }

    /** Copies one tensor, if the model has it. */
    void read(SafeTensors file, String name) {
        Parameter parameter = wanted.remove(name);
        if (parameter == null) {
            if (!(model.llama().config().tiedHead() && name.equals("lm_head.weight"))) {
                problems.add("not in the model: " + name);
            }
        } else if (new Shape(file.shape(name)).equals(parameter.shape())) {
            file.readInto(parameter.value(), name);
        } else if (isExtended(parameter, file.shape(name))) {
            readAndExtend(file, parameter);
        } else {
            problems.add("wrong shape: " + name + " is " + ModelFolder.shape(file.shape(name)) + " but the model has "
                    + parameter.shape());
        }
    }

    /** Reports what did not fit, all at once. */
    void finish(List<Parameter> expected, String folder) {
        expected.stream()
                .filter(p -> wanted.containsKey(p.name()))
                .forEach(p -> problems.add("missing: " + p.name() + " " + p.shape()));
        if (!problems.isEmpty()) {
            throw new ConfigException("the weights in " + folder + " do not fit its config.json:\n  "
                    + String.join("\n  ", problems) + "\nFetch the checkpoint again, or choose another.");
        }
    }

    private boolean isExtended(Parameter parameter, long[] shape) {
        boolean isVocabulary = parameter == model.llama().embedding()
                || parameter == model.llama().head();
        return isVocabulary
                && rowsInFile == model.vocabulary().textSize()
                && shape[0] == rowsInFile
                && shape[1] == parameter.shape().get(1);
    }

    /** New rows begin as the mean of those that are there, told apart by a little noise. */
    private void readAndExtend(SafeTensors file, Parameter parameter) {
        long width = parameter.shape().get(1);
        int added = Math.toIntExact(parameter.shape().get(0)) - rowsInFile;
        try (NDManager manager = Tensors.newManager()) {
            NDArray known = FlatUpdates.slice(manager, parameter.value(), 0, rowsInFile * width)
                    .reshape(rowsInFile, width);
            file.readInto(known, parameter.name());
            NDArray mean = known.mean(new int[] {0}, true);
            double variance = known.sub(mean).square().mean().getFloat();
            NDArray fresh = noise(manager, parameter.name(), added, width, NOISE * Math.sqrt(variance));
            FlatUpdates.copy(
                    FlatUpdates.slice(manager, parameter.value(), rowsInFile * width, added * width)
                            .reshape(added, width),
                    fresh.addi(mean));
        }
    }

    private NDArray noise(NDManager manager, String name, int rows, long width, double deviation) {
        float[] noise = new float[Math.toIntExact(rows * width)];
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + name.hashCode());
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (random.nextGaussian() * deviation);
        }
        return manager.create(noise, new Shape(rows, width));
    }
}
