package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalCluster;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.output.HaltingFileSystem;
import org.sparklavit.data.output.OutputFiles;
import org.sparklavit.data.webdataset.TestTar;
import org.sparklavit.diffusion.TinyDiffusion;
import org.sparklavit.tokenizer.latents.EncodeLatentsConfig;
import org.sparklavit.tokenizer.shard.ShardConfig;
import org.sparklavit.tokenizer.tokenize.TokenizeConfig;
import org.sparklavit.vision.RandomTokenizer;

/** Processes really end in the middle of a write; tools/study/kills.sh does the same at random and more often. */
class KilledJobTest {
    private static final long TIMEOUT_SECONDS = 240;
    private static final long SEED = 20261124;

    @TempDir
    Path folder;

    private Path out;
    private SparkSession spark;
    private JavaSparkContext context;

    @BeforeEach
    void startSpark() throws IOException {
        out = folder.resolve("out");
        spark = LocalSpark.start(HaltingFileSystem.settings(out, 0));
        context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        writeCorpus();
    }

    @AfterEach
    void stopSpark() {
        spark.stop();
    }

    /** Four megabytes of noise, and one image that is none. */
    private void writeCorpus() throws IOException {
        TestTar tar = new TestTar();
        Random random = new Random(SEED);
        for (int i = 0; i < 40; i++) {
            byte[] pixels = new byte[3 * 240 * 240];
            random.nextBytes(pixels);
            tar.add("a" + i + ".jpg", JpegEncoder.encode(new RgbImage(240, 240, pixels), 0.9))
                    .add("a" + i + ".txt", "caption " + i);
        }
        tar.add("none.jpg", "no image").add("none.txt", "none");
        Files.createDirectories(folder.resolve("corpus"));
        Files.write(folder.resolve("corpus/0.tar"), tar.plain());
    }

    private String[] shardArguments() {
        return new String[] {
            "sources=[{ type = webdataset, name = test, path = \"" + folder.resolve("corpus") + "\" }]",
            "output=\"" + out + "\"",
            "shard-mib=1"
        };
    }

    private void shard() throws IOException {
        Shard.run(context, ConfigLoader.load(ShardConfig.class, null, List.of(shardArguments())));
    }

    @Test
    void aKilledShardJobGoesOnWhereItWas() throws Exception {
        killedJobGoesOn(Shard.class, this::shard, shardArguments());
    }

    @Test
    void aKilledTokenizeJobGoesOnWhereItWas() throws Exception {
        shard();
        Files.move(out, folder.resolve("shards"));
        RandomTokenizer.write(folder.resolve("tokenizer"));
        String[] arguments = {
            "input=\"" + folder.resolve("shards") + "\"",
            "tokenizer=\"" + folder.resolve("tokenizer") + "\"",
            "output=\"" + out + "\""
        };
        killedJobGoesOn(
                Tokenize.class,
                () -> Tokenize.run(context, ConfigLoader.load(TokenizeConfig.class, null, List.of(arguments))),
                arguments);
    }

    @Test
    void aKilledEncodeLatentsJobGoesOnWhereItWas() throws Exception {
        shard();
        Files.move(out, folder.resolve("shards"));
        TinyDiffusion.latents(folder.resolve("vae"));
        String[] arguments = {
            "input=\"" + folder.resolve("shards") + "\"",
            "autoencoder=\"" + folder.resolve("vae") + "\"",
            "image-size=" + TinyDiffusion.SIDE,
            "output=\"" + out + "\""
        };
        killedJobGoesOn(
                EncodeLatents.class,
                () -> EncodeLatents.run(
                        context, ConfigLoader.load(EncodeLatentsConfig.class, null, List.of(arguments))),
                arguments);
    }

    /** Runs a job here. */
    private interface Job {
        void run() throws IOException;
    }

    /** Undisturbed, then killed in a process of its own and started again here: the same bytes, and what was there stays. */
    private void killedJobGoesOn(Class<?> job, Job here, String... arguments) throws Exception {
        int before = HaltingFileSystem.changes();
        here.run();
        int changes = HaltingFileSystem.changes() - before;
        Map<String, byte[]> expected = takeAway("undisturbed");
        killAt(job, changes, arguments);
        Map<String, FileTime> kept = OutputFiles.times(out);
        here.run();
        OutputFiles.assertSame(takeAway("killed"), expected);
        assertThat(kept).isNotEmpty();
        assertThat(OutputFiles.times(folder.resolve("killed"))).containsAllEntriesOf(kept);
    }

    @Test
    void aKilledExecutorLeavesNoTrace() throws Exception {
        shard();
        Map<String, byte[]> expected = takeAway("undisturbed");
        Map<String, String> settings = new HashMap<>(HaltingFileSystem.settings(out, 3));
        Path marker = folder.resolve("executor-was-killed");
        settings.putAll(HaltingFileSystem.once(marker));
        LocalCluster.Outcome outcome = LocalCluster.run(
                Shard.class, 2, folder.resolve("cluster"), settings, TIMEOUT_SECONDS, shardArguments());
        assertThat(outcome.exitCode()).describedAs(outcome.log()).isZero();
        assertThat(marker).exists();
        OutputFiles.assertSame(takeAway("killed"), expected);
    }

    /** In the second half of all changes, so that something is there to be kept. */
    private void killAt(Class<?> job, int changes, String... arguments) throws Exception {
        int at = changes / 2 + new Random(SEED).nextInt(changes / 4);
        Map<String, String> settings = new HashMap<>(HaltingFileSystem.settings(out, at));
        settings.put("spark.master", "local[1]");
        LocalCluster.Outcome outcome =
                LocalCluster.run(job, 1, folder.resolve("driver"), settings, TIMEOUT_SECONDS, arguments);
        assertThat(outcome.exitCode()).describedAs(outcome.log()).isEqualTo(HaltingFileSystem.KILLED);
        assertThat(out.resolve("_manifest.json")).doesNotExist();
    }

    /**
     * All files of the output, hidden ones included, but not the statistics, which hold times; the folder goes elsewhere,
     * so that the same command runs anew.
     */
    private Map<String, byte[]> takeAway(String name) throws IOException {
        Path taken = folder.resolve(name);
        Files.move(out, taken);
        return OutputFiles.all(taken);
    }
}
