package org.sparklavit.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Spark cluster of real processes on this machine, for tests: a driver JVM with a {@code local-cluster} master, which
 * starts one JVM per executor. It needs no Spark distribution, only a folder that looks like one.
 */
public final class LocalCluster {

    private static final int EXECUTOR_MB = 1024;
    private static final String OUT = "out.txt";
    private static final String LOG = "log.txt";

    /** What the driver process printed, and its exit status. */
    public record Outcome(int exitCode, List<String> console, String log) {}

    private LocalCluster() {}

    /**
     * Runs a main class as the driver of a cluster whose executors have one core each.
     *
     * @param work an empty folder for logs and Spark's files
     * @param settings further Spark settings
     */
    public static Outcome run(
            Class<?> driver,
            int executors,
            Path work,
            Map<String, String> settings,
            long timeoutSeconds,
            String... args)
            throws IOException, InterruptedException {
        Process process = start(driver, executors, work, settings, args);
        try {
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                throw new AssertionError("the driver still ran after " + timeoutSeconds + " s. Its console:\n"
                        + Files.readString(work.resolve(OUT)) + "\nIts log:\n" + Files.readString(work.resolve(LOG)));
            }
            return outcome(process, work);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Starts it; the caller waits for it, or kills it. */
    public static Process start(Class<?> driver, int executors, Path work, Map<String, String> settings, String... args)
            throws IOException {
        Files.createDirectories(work.resolve("home").resolve("jars"));
        ProcessBuilder builder = new ProcessBuilder(command(driver, executors, work, settings, args))
                .redirectOutput(work.resolve(OUT).toFile())
                .redirectError(work.resolve(LOG).toFile());
        builder.environment().put("SPARK_HOME", work.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return builder.start();
    }

    /** What a process that was started with {@code work}, and has ended, left behind. */
    public static Outcome outcome(Process ended, Path work) throws IOException {
        return new Outcome(
                ended.exitValue(), Files.readAllLines(work.resolve(OUT)), Files.readString(work.resolve(LOG)));
    }

    private static List<String> command(
            Class<?> driver, int executors, Path work, Map<String, String> settings, String... args) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx512m", "-cp", classPath()));
        openModules(command);
        put(command, "spark.master", "local-cluster[" + executors + ",1," + EXECUTOR_MB + "]");
        put(command, "spark.executor.extraClassPath", classPath());
        put(command, "spark.executor.memory", EXECUTOR_MB / 2 + "m");
        put(command, "spark.worker.dir", work.resolve("executors").toString());
        put(command, "spark.local.dir", work.resolve("spark").toString());
        put(command, "spark.ui.enabled", "false");
        settings.forEach((key, value) -> put(command, key, value));
        command.add(driver.getName());
        command.addAll(List.of(args));
        return command;
    }

    private static void put(List<String> command, String key, String value) {
        command.add("-D" + key + "=" + value);
    }

    /** The test run's own class path; surefire hides it behind a jar that only names it. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** The packages of the JDK that Spark reaches into; executors are given them by Spark itself. */
    private static void openModules(List<String> command) {
        for (String module : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (module.startsWith("--add-opens")) {
                command.add(module);
            }
        }
    }
}
