package org.sparklavit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;

class GpusTest {

    private static final long TIMEOUT_SECONDS = 300;
    private static final Path SCRIPT = Path.of(System.getProperty("project.root"), "submit", "gpus.sh");

    /** A machine with two GPUs, as nvidia-smi would list them. */
    @Test
    void ranksOfOneExecutorGetAGpuEach(@TempDir Path folder) throws Exception {
        script(folder.resolve("nvidia-smi"), "printf '0\\n1\\n'");
        Path discovery = script(folder.resolve("discovery"), "PATH=" + folder + ":$PATH exec " + SCRIPT);
        LocalCluster.Outcome outcome = LocalCluster.run(
                GpusDriver.class,
                1,
                folder.resolve("work"),
                Map.of(
                        "spark.master", "local-cluster[1,2,1024]",
                        "spark.worker.resource.gpu.amount", "2",
                        "spark.worker.resource.gpu.discoveryScript", discovery.toString(),
                        "spark.executor.resource.gpu.amount", "2",
                        "spark.task.resource.gpu.amount", "1"),
                TIMEOUT_SECONDS);
        assertThat(outcome.exitCode()).describedAs(outcome.log()).isZero();
        assertThat(outcome.console()).contains("gpus [0, 1], one process true");
    }

    @Test
    void theScriptSpeaksSparksLanguage(@TempDir Path folder) throws Exception {
        script(folder.resolve("nvidia-smi"), "printf '0\\n1\\n10\\n'");
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString());
        builder.environment().merge("PATH", folder.toString(), (path, ours) -> ours + ":" + path);
        Process process = builder.start();
        assertThat(process.inputReader().readLine())
                .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\", \"10\"]}");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void whatCannotBeChosenFromIsRefused() {
        assertThat(Gpus.choose(new String[] {"3"})).hasValue(3);
        assertThatThrownBy(() -> Gpus.choose(new String[] {"0", "1"}))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "'spark.task.resource.gpu.amount' gives a task 2 GPUs but a task computes on one: set it to 1,"
                                + " and start one rank per GPU");
        assertThatThrownBy(() -> Gpus.choose(new String[] {"GPU-5f2a"}))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the discovery script calls a GPU 'GPU-5f2a' but must call it by its index, as"
                        + " submit/gpus.sh does");
    }

    @Test
    void theDriversIsAnIndex() {
        assertThat(Gpus.ofDriver(new SparkConf(false))).isEmpty();
        assertThat(Gpus.ofDriver(new SparkConf(false).set("spark.sparklavit.gpu", "1")))
                .hasValue(1);
        assertThatThrownBy(() -> Gpus.ofDriver(new SparkConf(false).set("spark.sparklavit.gpu", "cuda:1")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("'spark.sparklavit.gpu' is cuda:1 but must be the index of a GPU, such as 0");
    }

    private static Path script(Path file, String command) throws Exception {
        Files.writeString(file, "#!/usr/bin/env bash\n" + command + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
