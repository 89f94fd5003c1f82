package org.sparklavit.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparklavit.data.io.Storage;

/**
 * Where the checkpoints of a run lie, each in a folder {@code step-00000100}.
 *
 * @param uri of the folder of all
 */
record CheckpointFolder(Storage storage, String uri) {
    private static final Pattern NAME = Pattern.compile("step-(\\d+)");

    /** The files of {@code step}. */
    CheckpointFiles files(long step) {
        return new CheckpointFiles(storage, nameOf(step));
    }

    private String nameOf(long step) {
        return Storage.child(uri, String.format("step-%08d", step));
    }

    /** Steps that have a manifest, newest first. */
    List<Long> steps() throws IOException {
        List<Long> steps = new ArrayList<>();
        for (long step : folders()) {
            if (storage.exists(Storage.child(nameOf(step), CheckpointManifest.NAME))) {
                steps.add(step);
            }
        }
        return steps;
    }

    private List<Long> folders() throws IOException {
        List<Long> steps = new ArrayList<>();
        for (String name : storage.folders(uri)) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                steps.add(Long.parseLong(matcher.group(1)));
            }
        }
        steps.sort(Collections.reverseOrder());
        return steps;
    }

    /**
     * Deletes what is older than the newest {@code keepLast} checkpoints, and what killed attempts left before the newest
     * one, but no checkpoint of a multiple of {@code keepEvery}.
     */
    void prune(int keepLast, long keepEvery) throws IOException {
        List<Long> whole = steps();
        List<Long> kept = whole.subList(0, Math.min(keepLast, whole.size()));
        for (long step : folders()) {
            boolean isKeptForGood = keepEvery > 0 && step % keepEvery == 0 && whole.contains(step);
            if (!kept.contains(step) && !isKeptForGood && step < whole.get(0)) {
                storage.delete(nameOf(step));
            }
        }
    }
}
