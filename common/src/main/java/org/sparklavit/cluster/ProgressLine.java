package org.sparklavit.cluster;

import java.io.IOException;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An executor's line to the driver: one per JVM, open as long as the plugin lives. */
final class ProgressLine {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressLine.class);

    private static volatile PluginContext context;

    private ProgressLine() {}

    /**
     * Opens the line and says a first word. Spark looks for the driver at the first message, once: were that a task's
     * and the task interrupted, this process would be mute for good.
     */
    static void open(PluginContext opened) {
        context = opened;
        send(new Report.Flush(""));
    }

    static void close() {
        context = null;
    }

    static boolean isOpen() {
        return context != null;
    }

    /** Sends without waiting; with no line to the driver the report goes to this executor's log. */
    static void send(Report report) {
        PluginContext line = context;
        if (line == null) {
            if (!(report instanceof Report.Beat)) {
                LOG.info("{}", report.text());
            }
            return;
        }
        try {
            line.send(report);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The driver did not take a progress report: {}", report, e);
        }
    }

    /** Waits until the driver has seen what this executor sent before. */
    static void flush(String desk) {
        PluginContext line = context;
        if (line == null) {
            return;
        }
        try {
            line.ask(new Report.Flush(desk));
        } catch (Exception e) {
            LOG.warn("The driver did not confirm the last progress reports", e);
        }
    }

    /** What a rank reports to. */
    static ProgressSink sink(String desk, String prefix) {
        return new ProgressSink() {
            @Override
            public void line(String text) {
                send(new Report.Line(desk, prefix + text));
            }

            @Override
            public void progress(Progress progress) {
                send(new Report.Step(desk, progress));
            }
        };
    }
}
