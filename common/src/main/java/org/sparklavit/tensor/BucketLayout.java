package org.sparklavit.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which parameters share a bucket: runs of decayed and of undecayed ones, from the last stage to the first.
 *
 * @param maxBytes of a bucket; a larger parameter is alone in its own
 */
record BucketLayout(long maxBytes) {
    /**
     * The parameters of one bucket.
     *
     * @param stage the first stage that has one of them
     */
    record Run(int stage, boolean decays, List<Parameter> parameters) {}

    /** The runs in the order in which the pass back through the stages completes them. */
    List<Run> runs(List<List<Parameter>> stages) {
        List<Run> runs = new ArrayList<>();
        for (boolean decays : new boolean[] {true, false}) {
            addRuns(stages, decays, runs);
        }
        runs.sort(Comparator.comparingInt(Run::stage).reversed());
        return runs;
    }

    private void addRuns(List<List<Parameter>> stages, boolean decays, List<Run> runs) {
        List<Parameter> run = new ArrayList<>();
        int first = 0;
        for (int stage = stages.size() - 1; stage >= 0; stage--) {
            for (Parameter parameter : stages.get(stage)) {
                if (parameter.decays() != decays) {
                    continue;
                }
                if (!run.isEmpty() && bytes(run) + bytes(List.of(parameter)) > maxBytes) {
                    runs.add(new Run(first, decays, List.copyOf(run)));
                    run.clear();
                }
                run.add(parameter);
                first = stage;
            }
        }
        if (!run.isEmpty()) {
            runs.add(new Run(first, decays, List.copyOf(run)));
        }
    }

    private static long bytes(List<Parameter> parameters) {
        return parameters.stream().mapToLong(Parameter::size).sum() * Float.BYTES;
    }
}
