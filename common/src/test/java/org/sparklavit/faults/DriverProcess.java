package org.sparklavit.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A training's driver, started by its script; its console is read line by line, with the time of each line. */
final class DriverProcess implements AutoCloseable {

    private static final Pattern STEP = Pattern.compile("step (\\d+)/\\d+ .*");

    /** A line of the driver's console and when it came. */
    record Line(String text, long nanos) {

        /** The step that it tells the end of, or 0. */
        long step() {
            Matcher step = STEP.matcher(text);
            return step.matches() ? Long.parseLong(step.group(1)) : 0;
        }

        boolean tellsFailure() {
            return text.contains("First cause: ");
        }
    }

    private final Process process;
    private final long deadlineNanos;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Thread reader;

    DriverProcess(List<String> command, Path log, long timeoutSeconds) throws IOException {
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        process.getOutputStream().close();
        deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        reader = new Thread(this::read, "console-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        Files.writeString(log.resolveSibling(log.getFileName() + ".command"), String.join(" ", command) + "\n");
    }

    private void read() {
        try (BufferedReader console =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String text = console.readLine(); text != null; text = console.readLine()) {
                lines.add(new Line(text, System.nanoTime()));
            }
        } catch (IOException e) {
            lines.add(new Line("the console broke: " + e, System.nanoTime()));
        }
        lines.add(new Line(END, System.nanoTime()));
    }

    private static final String END = "(end of the console)";

    /**
     * The next line.
     *
     * @throws IllegalStateException if the driver ended, or if it has not by the deadline
     */
    Line next() throws InterruptedException {
        Line line = poll();
        if (line.text().equals(END)) {
            throw new IllegalStateException("the driver ended too early; its console:\n" + String.join("\n", seen));
        }
        return line;
    }

    /** Waits for the end and returns the exit status. */
    int awaitEnd() throws InterruptedException {
        Line line = poll();
        while (!line.text().equals(END)) {
            line = poll();
        }
        return process.waitFor();
    }

    private Line poll() throws InterruptedException {
        Line line = lines.poll(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (line == null) {
            throw new IllegalStateException(
                    "the run did not end by itself in time; its console:\n" + String.join("\n", seen));
        }
        seen.add(line.text());
        return line;
    }

    /** All lines so far. */
    List<String> console() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
