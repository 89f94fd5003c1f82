package org.sparklavit.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.sparklavit.collective.Collective;

/**
 * Finds the newest checkpoint that is whole and restores it. Each rank reads and verifies the files that hold its own
 * segments; values and buffers then go to all ranks. Every rank calls every method.
 */
final class CheckpointReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CheckpointFolder folder;
    private final Collective collective;
    private final Consumer<String> console;

    CheckpointReader(CheckpointFolder folder, Collective collective, Consumer<String> console) {
        this.folder = folder;
        this.collective = collective;
        this.console = console;
    }

    /**
     * Restores the newest whole checkpoint; a damaged one is passed over, and the console says so.
     *
     * @return its step, or 0 if there is none
     */
    long restore(Learner learner, ShardedAdamW optimizer) throws IOException {
        List<Long> steps = collective.rank() == 0 ? folder.steps() : List.of();
        for (long step : JSON.readValue(collective.allGatherBytes(JSON.writeValueAsBytes(steps))[0], Long[].class)) {
            if (restore(step, learner, optimizer)) {
                return step;
            }
        }
        return 0;
    }

    private boolean restore(long step, Learner learner, ShardedAdamW optimizer) throws IOException {
        CheckpointFiles files = folder.files(step);
        String problem = "";
        CheckpointManifest manifest = null;
        SavedShards saved = null;
        try {
            manifest = CheckpointManifest.parse(files.readText(CheckpointManifest.NAME));
            saved = SavedShards.open(files, manifest, collective.rank(), collective.worldSize());
        } catch (IOException | RuntimeException e) {
            problem = String.valueOf(e.getMessage());
        }
        try (SavedShards shards = saved) {
            if (!isWholeForAll(step, problem)) {
                return false;
            }
            shards.restore(optimizer);
            spread(shards, learner);
        }
        learner.restoreDataState(manifest.dataStates());
        learner.restored(step);
        return true;
    }

    private boolean isWholeForAll(long step, String problem) {
        byte[][] problems = collective.allGatherBytes(problem.getBytes(StandardCharsets.UTF_8));
        for (int rank = 0; rank < problems.length; rank++) {
            if (problems[rank].length > 0) {
                console.accept("passing over the checkpoint of step " + step + ": "
                        + new String(problems[rank], StandardCharsets.UTF_8));
                return false;
            }
        }
        return true;
    }

    /** Each rank has its own segments, and rank 0 the buffers. */
    private void spread(SavedShards shards, Learner learner) {
        ArrayCollective arrays = new ArrayCollective(collective);
        learner.parameters().buckets().forEach(bucket -> arrays.allGather(bucket.values()));
        if (collective.rank() == 0) {
            shards.restoreBuffers(learner.buffers());
        }
        learner.buffers().values().forEach(buffer -> arrays.broadcast(buffer, 0));
    }
}
