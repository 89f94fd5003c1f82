package org.sparklavit.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.sparklavit.collective.Collective;

/**
 * Writes checkpoints while training goes on, one at a time. Each rank writes a file of its own; when all are there, rank
 * 0 writes the manifest that makes them a checkpoint, and deletes old ones. No name is used by two attempts and nothing
 * depends on a rename, so that what a killed attempt left, or still writes, does no harm on any store.
 *
 * <p>Every rank calls every method at the same step: the ranks learn from each other, in {@link #advance}, how far they
 * are, and of failures.
 */
final class CheckpointWriter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CheckpointFolder folder;
    private final int keepLast;
    private final long keepEvery;
    private final Collective collective;
    private final String attempt;
    private final ExecutorService thread = Workers.named("checkpoint-writer");
    private Checkpoint underWay;
    private long newest;

    /** The checkpoint that is being written. */
    private static final class Checkpoint {
        private final long step;
        private final String dataState;
        private final Map<String, Double> metrics;
        private final CheckpointSnapshot snapshot;
        private Future<CheckpointFiles.Written> work;
        private boolean isCommitting;

        Checkpoint(long step, String dataState, Map<String, Double> metrics, CheckpointSnapshot snapshot) {
            this.step = step;
            this.dataState = dataState;
            this.metrics = metrics;
            this.snapshot = snapshot;
        }
    }

    /**
     * How far a rank is.
     *
     * @param host where it runs
     * @param dataState where it stood in its data
     * @param file what it has written; null before
     * @param failure why it could not; null if it did not fail
     */
    private record Report(String host, String dataState, CheckpointFiles.Written file, String failure) {}

    /** For a run that goes on from the checkpoint of step {@code newest}, or from none if it is 0. */
    CheckpointWriter(CheckpointFolder folder, int keepLast, long keepEvery, Collective collective, long newest) {
        this.folder = folder;
        this.keepLast = keepLast;
        this.keepEvery = keepEvery;
        this.collective = collective;
        this.newest = newest;
        byte[] drawn = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        attempt = new String(collective.allGatherBytes(drawn)[0], StandardCharsets.UTF_8).substring(0, 8);
    }

    /** Copies the state after {@code step} and starts to write it, once the checkpoint before has been written. */
    void start(long step, Learner learner, ShardedAdamW optimizer, Map<String, Double> metrics) {
        finish();
        CheckpointSnapshot snapshot =
                new CheckpointSnapshot(optimizer, collective.rank() == 0 ? learner.buffers() : Map.of());
        underWay = new Checkpoint(step, learner.dataState(), metrics, snapshot);
        underWay.work = submit(() ->
                folder.files(step).write(fileName(), out -> snapshot.file().write(out)));
    }

    private String fileName() {
        return String.format("rank-%05d-of-%05d-%s.safetensors", collective.rank(), collective.worldSize(), attempt);
    }

    /** Takes the next step towards a checkpoint, if one is under way and all ranks are ready for it. */
    void advance() {
        if (underWay != null) {
            advance(reports());
        }
    }

    /** Waits until the checkpoint that is under way, if there is one, is complete. */
    void finish() {
        while (underWay != null) {
            awaitOwn();
            advance(reports());
        }
    }

    private void advance(List<Report> reports) {
        failIfAnyFailed(reports);
        if (reports.stream().anyMatch(report -> report.file() == null)) {
            return;
        }
        if (underWay.isCommitting) {
            newest = underWay.step;
            underWay = null;
            return;
        }
        underWay.snapshot.close();
        underWay.isCommitting = true;
        Checkpoint whole = underWay;
        if (collective.rank() == 0) {
            CheckpointFiles.Written own = reports.get(0).file();
            whole.work = submit(() -> {
                commit(whole, reports);
                return own;
            });
        }
    }

    private void commit(Checkpoint checkpoint, List<Report> reports) throws IOException {
        CheckpointManifest manifest = new CheckpointManifest(
                checkpoint.step,
                reports.stream().map(Report::dataState).toList(),
                checkpoint.metrics,
                reports.stream().map(Report::file).toList());
        folder.storage().writeText(folder.files(checkpoint.step).uri(CheckpointManifest.NAME), manifest.toJson());
        folder.prune(keepLast, keepEvery);
    }

    private Future<CheckpointFiles.Written> submit(Callable<CheckpointFiles.Written> work) {
        return thread.submit(work);
    }

    private List<Report> reports() {
        try {
            List<Report> reports = new ArrayList<>();
            for (byte[] report : collective.allGatherBytes(JSON.writeValueAsBytes(own()))) {
                reports.add(JSON.readValue(report, Report.class));
            }
            return reports;
        } catch (IOException e) {
            throw new IllegalStateException("a report does not survive JSON", e);
        }
    }

    private Report own() {
        if (!underWay.work.isDone()) {
            return new Report(Hosts.own(), underWay.dataState, null, null);
        }
        try {
            return new Report(Hosts.own(), underWay.dataState, underWay.work.get(), null);
        } catch (ExecutionException e) {
            return new Report(Hosts.own(), underWay.dataState, null, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void awaitOwn() {
        try {
            underWay.work.get();
        } catch (ExecutionException e) {
            // Told to all ranks in the report.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a checkpoint was written", e);
        }
    }

    private void failIfAnyFailed(List<Report> reports) {
        for (int rank = 0; rank < reports.size(); rank++) {
            String failure = reports.get(rank).failure();
            if (failure != null) {
                throw new TrainingException("rank " + rank + " on "
                        + reports.get(rank).host() + " cannot write the checkpoint of step " + underWay.step
                        + " in " + folder.files(underWay.step).folder() + ": " + failure
                        + ". Make room or repair the storage, or set 'output' elsewhere; started again, the run goes on"
                        + (newest > 0
                                ? " from the checkpoint of step " + newest + ", which is whole."
                                : " from step 1."));
            }
        }
    }

    /** Ends what is under way without a checkpoint; a file that is half written does not count. */
    @Override
    public void close() {
        Workers.stop(thread);
        if (underWay != null) {
            underWay.snapshot.close();
        }
    }
}
