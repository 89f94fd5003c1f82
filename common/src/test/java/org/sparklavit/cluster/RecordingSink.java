package org.sparklavit.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was reported, for tests. */
final class RecordingSink implements ProgressSink {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void line(String text) {
        lines.add(text);
    }

    @Override
    public void progress(Progress progress) {
        lines.add(progress.line());
    }

    List<String> lines() {
        return lines;
    }
}
