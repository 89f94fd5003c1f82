package org.sparklavit.cluster;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Prints progress as lines, each with the time that is left of its task. */
final class ConsoleSink implements ProgressSink {

    private final PrintStream out;
    private final Map<String, Pace> paces = new HashMap<>();

    ConsoleSink(PrintStream out) {
        this.out = out;
    }

    @Override
    public void line(String text) {
        out.println(text);
    }

    @Override
    public synchronized void progress(Progress progress) {
        Pace pace = paces.computeIfAbsent(progress.task(), task -> new Pace(System::nanoTime));
        pace.at(progress.done());
        String left = pace.timeLeft(progress.total());
        out.println(left.isEmpty() ? progress.line() : progress.line() + "  " + left);
    }
}
