package org.sparklavit.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.io.Storage;

/**
 * Steps without a finite gradient: each is told with the samples that were in it, and too many in a row end the run.
 * The samples of a step are in {@code skipped/step-00000123.json}.
 */
final class SkippedSteps {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    /** Names on the console; the file has them all. */
    private static final int NAMED = 3;

    private final Collective collective;
    private final Storage storage;
    private final String folder;
    private final int most;
    private final Consumer<String> console;
    private final List<MicroBatch> step = new ArrayList<>();
    private int inARow;

    /**
     * What one rank computed at once.
     *
     * @param loss of its units in the mean, as text because JSON has no infinity
     */
    private record MicroBatch(int rank, int number, String loss, List<String> samples) {
        boolean isFinite() {
            return Double.isFinite(Double.parseDouble(loss));
        }
    }

    /** In the {@code output} of a run that ends after {@code most} skipped steps in a row. */
    SkippedSteps(Collective collective, Storage storage, String output, int most, Consumer<String> console) {
        this.collective = collective;
        this.storage = storage;
        this.folder = Storage.child(output, "skipped");
        this.most = most;
        this.console = console;
    }

    /** Takes note of a micro-batch of the step that is under way. */
    void add(int number, double loss, List<String> samples) {
        step.add(new MicroBatch(collective.rank(), number, Double.toString(loss), samples));
    }

    /**
     * Ends the step on every rank.
     *
     * @param isApplied the same on every rank
     * @throws TrainingException if this was one skipped step too many
     */
    void finish(long number, boolean isApplied) throws IOException {
        inARow = isApplied ? 0 : inARow + 1;
        if (!isApplied) {
            tell(number, suspects());
        }
        step.clear();
        if (inARow >= most) {
            throw new TrainingException("the gradient was not finite in " + inARow + " steps in a row, up to step "
                    + number + ". Lower 'training.optimizer.learning-rate', or look for broken samples in " + folder
                    + ".");
        }
    }

    /** Where a loss is not finite its micro-batch is to blame; where none is, all of the step's may be. */
    private List<MicroBatch> suspects() throws IOException {
        List<MicroBatch> all = new ArrayList<>();
        for (byte[] part : collective.allGatherBytes(JSON.writeValueAsBytes(step))) {
            all.addAll(List.of(JSON.readValue(part, MicroBatch[].class)));
        }
        List<MicroBatch> broken = all.stream().filter(m -> !m.isFinite()).toList();
        return broken.isEmpty() ? all : broken;
    }

    private void tell(long number, List<MicroBatch> suspects) throws IOException {
        if (collective.rank() > 0) {
            return;
        }
        String file = Storage.child(folder, String.format("step-%08d.json", number));
        storage.writeText(file, JSON.writeValueAsString(suspects));
        List<String> samples =
                suspects.stream().flatMap(m -> m.samples().stream()).distinct().toList();
        String named = String.join(", ", samples.subList(0, Math.min(NAMED, samples.size())));
        String more = samples.size() > NAMED ? " and " + (samples.size() - NAMED) + " more" : "";
        console.accept("step " + number + ": the gradient is not finite; the step is skipped"
                + (samples.isEmpty() ? "" : ". In it were " + named + more + "; see " + file));
    }
}
