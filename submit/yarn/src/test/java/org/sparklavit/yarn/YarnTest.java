package org.sparklavit.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corpus on HDFS becomes shards and a tokenizer on HDFS, in executors that YARN starts. */
class YarnTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final long TIMEOUT_SECONDS = 300;

    @TempDir
    Path work;

    @Test
    void aCorpusOnHdfsIsShardedAndTrainedOnByTwoRanks() throws Exception {
        try (HadoopCluster hadoop = HadoopCluster.start(work)) {
            submit(
                    "generate-corpus",
                    List.of(),
                    "output=" + work.resolve("corpus"),
                    "train-images=200",
                    "heldout-images=8",
                    "text-lines=8",
                    "heldout-text-lines=8",
                    "images-per-tar=100");
            hadoop.writeConfiguration(work.resolve("conf"));
            FileSystem files = hadoop.files();
            files.copyFromLocalFile(hadoopPath(work.resolve("corpus").toString()), hadoopPath(hadoop.uri("/corpus")));
            files.copyFromLocalFile(
                    hadoopPath(ROOT.resolve("conf/demo/encoder.safetensors").toString()),
                    hadoopPath(hadoop.uri("/encoder.safetensors")));
            submit(
                    "shard",
                    onYarn(),
                    "input=" + hadoop.uri("/corpus"),
                    "output=" + hadoop.uri("/shards"),
                    "shard-mib=1");
            assertThat(files.exists(hadoopPath(hadoop.uri("/shards/_manifest.json"))))
                    .isTrue();

            String console = submit(
                    "train-tokenizer",
                    onYarn(),
                    "input=" + hadoop.uri("/shards"),
                    "output=" + hadoop.uri("/tokenizer"),
                    "encoder.weights=" + hadoop.uri("/encoder.safetensors"),
                    "training.steps=4",
                    "training.checkpoint-every=2",
                    "training.log-every=1",
                    "training.evaluate-every=0",
                    "training.global-batch=16",
                    "training.micro-batch=8",
                    "recipe.continuous-steps=2");
            assertThat(console).contains("step 4/4");
            assertThat(files.exists(hadoopPath(hadoop.uri("/tokenizer/tokenizer.safetensors"))))
                    .isTrue();
            try (FSDataInputStream metrics = files.open(hadoopPath(hadoop.uri("/tokenizer/metrics.jsonl")))) {
                assertThat(new String(metrics.readAllBytes(), StandardCharsets.UTF_8).lines())
                        .hasSize(4);
            }
        }
    }

    private static List<String> onYarn() {
        return List.of(
                "--master",
                "yarn",
                "--deploy-mode",
                "client",
                "--num-executors",
                "2",
                "--executor-cores",
                "1",
                "--executor-memory",
                "1g",
                "--conf",
                "spark.executor.memoryOverhead=1g",
                "--conf",
                "spark.yarn.am.memory=512m",
                "--conf",
                "spark.yarn.jars=local:" + ROOT.resolve("build/spark/jars") + "/*");
    }

    /** Runs a script of submit/ to its end and returns what it printed on standard output. */
    private String submit(String job, List<String> sparkOptions, String... settings)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ROOT.resolve("submit/" + job + ".sh").toString());
        command.addAll(sparkOptions);
        if (!sparkOptions.isEmpty()) {
            command.add("--");
        }
        command.add(ROOT.resolve("conf/" + job + "-tiny.conf").toString());
        command.addAll(List.of(settings));
        Path out = work.resolve(job + ".out");
        Path log = work.resolve(job + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(log.toFile());
        builder.environment().put("HADOOP_CONF_DIR", work.resolve("conf").toString());
        Process process = builder.start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String console = Files.readString(out);
        assertThat(ended && process.exitValue() == 0)
                .describedAs(job + " failed:\n" + console + "\n" + Files.readString(log))
                .isTrue();
        return console;
    }

    private static org.apache.hadoop.fs.Path hadoopPath(String uri) {
        return new org.apache.hadoop.fs.Path(uri);
    }
}
