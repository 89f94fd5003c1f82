package org.sparklavit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranks in executor processes of their own. */
class BarrierClusterTest {

    private static final long TIMEOUT_SECONDS = 300;

    @Test
    void aKilledExecutorIsReplacedAndTheJobGoesOnFromItsCheckpoint(@TempDir Path folder) throws Exception {
        LocalCluster.Outcome outcome = LocalCluster.run(
                KilledExecutorDriver.class,
                2,
                folder,
                Map.of(),
                TIMEOUT_SECONDS,
                folder.resolve("checkpoint").toString());
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
}
