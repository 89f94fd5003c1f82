package org.sparklavit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranks in executor processes of their own, one of which is killed; all that Spark can log is logged. */
class BarrierClusterTest {

    private static final long TIMEOUT_SECONDS = 300;

    @TempDir
    static Path folder;

    private static LocalCluster.Outcome outcome;

    @BeforeAll
    static void run() throws Exception {
        Path log4j = Files.writeString(folder.resolve("log4j2.properties"), """
                rootLogger.level = debug
                rootLogger.appenderRef.all.ref = all
                appender.all.type = Console
                appender.all.name = all
                appender.all.target = SYSTEM_ERR
                """);
        Path events = Files.createDirectory(folder.resolve("events"));
        String logging = "-Dlog4j2.configurationFile=" + log4j.toUri();
        outcome = LocalCluster.run(
                KilledExecutorDriver.class,
                2,
                folder,
                Map.of(
                        "log4j2.configurationFile",
                        log4j.toUri().toString(),
                        "spark.executor.extraJavaOptions",
                        logging,
                        "spark.eventLog.enabled",
                        "true",
                        "spark.eventLog.compress",
                        "false",
                        "spark.eventLog.dir",
                        events.toUri().toString()),
                TIMEOUT_SECONDS,
                folder.resolve("checkpoint").toString(),
                folder.resolve("drawn-secrets").toString());
    }

    @Test
    void aKilledExecutorIsReplacedAndTheJobGoesOnFromItsCheckpoint() {
        assertThat(outcome.exitCode()).describedAs(outcome.log()).isZero();
        // (1 + 2) * (0 + 1 + ... + 5), as without the kill.
        assertThat(outcome.console()).contains("sum 45.0 in attempt 1");
        assertThat(outcome.console())
                .anyMatch(line -> line.matches("rank 0 in process \\d+ starts at step 0"))
                .anyMatch(line -> line.matches("\\[rank 1\\] rank 1 in process \\d+ starts at step 4"))
                .anyMatch(line -> line.startsWith("killed  step 3/6 (50%)"))
                .anyMatch(line ->
                        line.matches("killed: attempt 1 of 4 failed after \\d+s\\. First cause: rank 1 \\(on .*,"
                                + " executor \\d\\): its executor was lost: .*"));
    }

    @Test
    void theSecretsOfBothAttemptsAreInNoLog() throws IOException {
        Path drawn = folder.resolve("drawn-secrets");
        List<List<String>> secrets = DrawnSecrets.read(drawn);
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(2);
        List<Path> logs = filesWithout(drawn);
        assertThat(logs)
                .anyMatch(file -> file.getFileName().toString().equals("stderr"))
                .anyMatch(file -> file.startsWith(folder.resolve("events")));
        for (Path log : logs) {
            String text = Files.readString(log, StandardCharsets.ISO_8859_1);
            for (List<String> forms : secrets) {
                assertThat(forms.stream().filter(text::contains))
                        .describedAs("secrets in %s", log)
                        .isEmpty();
            }
        }
        assertThat(outcome.log()).contains("READ COMPLETE");
    }

    private static List<Path> filesWithout(Path drawn) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(drawn))
                    .toList();
        }
    }
}
