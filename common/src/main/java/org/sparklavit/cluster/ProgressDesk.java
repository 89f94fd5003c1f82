package org.sparklavit.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The driver's side of progress: who wants the reports sent to which name. Reports that nobody wants are dropped. */
final class ProgressDesk {

    private static final Map<String, Consumer<Report>> DESKS = new ConcurrentHashMap<>();

    private ProgressDesk() {}

    static void open(String desk, Consumer<Report> reader) {
        DESKS.put(desk, reader);
    }

    static void close(String desk) {
        DESKS.remove(desk);
    }

    static void accept(Report report) {
        Consumer<Report> reader = DESKS.get(report.desk());
        if (reader != null) {
            reader.accept(report);
        }
    }

    /** A reader that shows lines and steps on a sink. */
    static Consumer<Report> showOn(ProgressSink sink) {
        return report -> {
            if (report instanceof Report.Line line) {
                sink.line(line.text());
            } else if (report instanceof Report.Step step) {
                sink.progress(step.progress());
            }
        };
    }
}
