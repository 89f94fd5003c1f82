package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.SafeTensorsWriter;

/**
 * The checkpoints of one run: {@code step-00000100/} with {@code model.safetensors}, one optimizer file per rank and,
 * written last, {@code manifest.json} with the checksums of all. Every rank calls every method.
 */
final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "model.safetensors";
    private static final String PREFIX = "step-";
    private static final Pattern MANIFEST_OF_STEP =
            Pattern.compile("/" + PREFIX + "(\\d+)/" + Pattern.quote(CheckpointManifest.NAME) + "$");

    private final Storage storage;
    private final String folder;
    private final int keepLast;
    private final Collective collective;

    CheckpointStore(Storage storage, String folder, int keepLast, Collective collective) {
        this.storage = storage;
        this.folder = folder;
        this.keepLast = keepLast;
        this.collective = collective;
    }

    /** What one rank tells rank 0 of its part. */
    private record Part(String dataState, List<CheckpointFiles.Written> files) {}

    /** Saves the state after {@code step}; returns once it is complete. */
    void save(long step, Learner learner, ShardedAdamW optimizer, Map<String, Double> metrics) throws IOException {
        CheckpointFiles files = files(step);
        List<CheckpointFiles.Written> written = new ArrayList<>();
        if (collective.rank() == 0) {
            SafeTensorsWriter model = new SafeTensorsWriter().metadata("step", Long.toString(step));
            learner.parameters().parameters().forEach(p -> model.add(p.name(), p.value()));
            learner.buffers().forEach(model::add);
            written.add(files.write(MODEL, model::write));
        }
        SafeTensorsWriter shard = OptimizerState.of(optimizer, collective);
        written.add(files.write(OptimizerState.fileName(collective.rank(), collective.worldSize()), shard::write));
        List<Part> parts = exchange(new Part(learner.dataState(), written));
        if (collective.rank() == 0) {
            CheckpointManifest manifest = new CheckpointManifest(
                    step,
                    collective.worldSize(),
                    parts.stream().map(Part::dataState).toList(),
                    metrics,
                    parts.stream().flatMap(part -> part.files().stream()).toList());
            files.write(
                    CheckpointManifest.NAME, out -> out.write(manifest.toJson().getBytes(StandardCharsets.UTF_8)));
            prune();
        }
        collective.barrier();
    }

    /**
     * Restores the newest checkpoint that is whole; a damaged one is passed over with a warning.
     *
     * @return its step, or 0 if there is none
     */
    long restore(Learner learner, ShardedAdamW optimizer) throws IOException {
        long newest = collective.rank() == 0 ? newestWhole() : 0;
        long step = JSON.readValue(collective.allGatherBytes(JSON.writeValueAsBytes(newest))[0], Long.class);
        if (step == 0) {
            return 0;
        }
        CheckpointFiles files = files(step);
        CheckpointManifest manifest = CheckpointManifest.parse(files.readText(CheckpointManifest.NAME));
        files.readTensors(MODEL, model -> {
            for (Parameter p : learner.parameters().parameters()) {
                model.readInto(p.value(), p.name());
            }
            for (Map.Entry<String, NDArray> buffer : learner.buffers().entrySet()) {
                model.readInto(buffer.getValue(), buffer.getKey());
            }
        });
        OptimizerState.restore(optimizer, files, manifest.worldSize());
        learner.restoreDataState(manifest.dataStates());
        learner.restored(step);
        return step;
    }

    private long newestWhole() throws IOException {
        for (long step : steps()) {
            Optional<String> problem = problemOf(step);
            if (problem.isEmpty()) {
                return step;
            }
            LOG.warn("passing over the checkpoint of step {}: {}", step, problem.get());
        }
        return 0;
    }

    private Optional<String> problemOf(long step) {
        try {
            CheckpointFiles files = files(step);
            for (CheckpointFiles.Written file : CheckpointManifest.parse(files.readText(CheckpointManifest.NAME))
                    .files()) {
                String problem = files.problemOf(file);
                if (problem != null) {
                    return Optional.of(problem);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    /** Steps that have a manifest, newest first. */
    private List<Long> steps() throws IOException {
        List<Long> steps = new ArrayList<>();
        if (storage.exists(folder)) {
            for (StoredFile file : storage.listRecursively(folder)) {
                Matcher manifest = MANIFEST_OF_STEP.matcher(file.uri());
                if (manifest.find()) {
                    steps.add(Long.parseLong(manifest.group(1)));
                }
            }
        }
        steps.sort(Collections.reverseOrder());
        return steps;
    }

    private void prune() throws IOException {
        List<Long> steps = steps();
        for (long step : steps.subList(Math.min(keepLast, steps.size()), steps.size())) {
            storage.delete(nameOf(step));
        }
    }

    private List<Part> exchange(Part own) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (byte[] part : collective.allGatherBytes(JSON.writeValueAsBytes(own))) {
            parts.add(JSON.readValue(part, Part.class));
        }
        return parts;
    }

    private CheckpointFiles files(long step) {
        return new CheckpointFiles(storage, nameOf(step));
    }

    private String nameOf(long step) {
        return Storage.child(folder, String.format("%s%08d", PREFIX, step));
    }
}
