package org.sparklavit.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.diffusion.TinyDiffusion;
import org.sparklavit.pretrain.job.Evaluate;
import org.sparklavit.pretrain.job.EvaluateCaptions;
import org.sparklavit.pretrain.job.Generate;
import org.sparklavit.pretrain.job.Pretrain;
import org.sparklavit.tokenizer.job.EncodeLatents;
import org.sparklavit.tokenizer.job.GenerateCorpus;
import org.sparklavit.tokenizer.job.ImportTokenizer;
import org.sparklavit.tokenizer.job.Inspect;
import org.sparklavit.tokenizer.job.Shard;
import org.sparklavit.tokenizer.job.Tokenize;
import org.sparklavit.tokenizer.job.TrainDetokenizer;
import org.sparklavit.tokenizer.job.TrainEncoder;
import org.sparklavit.tokenizer.job.TrainTokenizer;

/** From the corpus to the language model with every file on S3, through a proxy that makes the store fail. */
class S3PipelineTest {
    private static final Path CONF = Path.of("..", "conf");
    private static final Path LOG = Path.of("target", "s3-test.log");
    private static final Path PRINTED = Path.of("target", "s3-console.txt");

    @TempDir
    Path folder;

    private final String accessKey = System.getenv("AWS_ACCESS_KEY_ID");
    private final String secretKey = System.getenv("AWS_SECRET_ACCESS_KEY");
    private final PrintStream console = System.out;

    private FaultyStore store;
    private Bucket bucket;

    @BeforeEach
    void startStore() throws IOException {
        store = new FaultyStore(folder, accessKey, secretKey);
        bucket = store.bucket();
        System.setOut(new PrintStream(Files.newOutputStream(PRINTED), true, UTF_8));
    }

    @AfterEach
    void stopStore() throws IOException {
        System.setOut(console);
        store.close();
    }

    @Test
    void everyJobRunsOnAStoreThatFails() throws IOException {
        bucket.upload(CONF.resolve("demo/encoder.safetensors"), "demo/encoder.safetensors");
        bucket.upload(CONF.resolve("demo/tokenizer.json"), "demo/tokenizer.json");
        run(
                GenerateCorpus::main,
                "generate-corpus-tiny.conf",
                output("corpus"),
                "train-images=96",
                "heldout-images=0",
                "text-lines=64",
                "heldout-text-lines=0",
                "images-per-tar=48",
                "image-size=256",
                "jpeg-quality=1");
        shard();
        trainEncoder("encoder");
        goesOn("encoder", "encoder.safetensors", this::trainEncoder);
        trainTokenizer("tokenizer");
        goesOn("tokenizer", "tokenizer.safetensors", this::trainTokenizer);
        importTokenizer();
        run(Tokenize::main, "tokenize-tiny.conf", input("shards"), of("tokenizer", "tokenizer"), output("tokens"));
        run(Inspect::main, "inspect-tiny.conf", input("tokens"), "view=lint");
        pretrain("model");
        goesOn("model", "export/model.safetensors", this::pretrain);
        encodeLatents();
        trainDetokenizer();
        run(
                Inspect::main,
                "inspect-tiny.conf",
                input("tokens"),
                of("shards", "shards"),
                of("detokenizer", "detokenizer"),
                of("tokenizer", "tokenizer"),
                "drawing.steps=2",
                output("inspection"));
        assertThat(bucket.text("inspection/report.html")).contains("data:image/jpeg;base64,");
        assertThat(bucket.files("inspection")).containsKey("redrawn.png");
        generateAndEvaluate();
        assertThat(store.faults())
                .allSatisfy((fault, times) -> assertThat(times).isGreaterThan(5));
        assertThatNobodyTellsTheCredentials();
    }

    /** The shards are those of local files. */
    private void shard() throws IOException {
        run(Shard::main, "shard-tiny.conf", input("corpus"), output("shards"), "shard-mib=1");
        Path local = folder.resolve("local");
        bucket.files("corpus/train").forEach((name, bytes) -> write(local.resolve("corpus/train/" + name), bytes));
        run(
                Shard::main,
                "shard-tiny.conf",
                "input=\"" + local.resolve("corpus") + "\"",
                "output=\"" + local.resolve("shards") + "\"",
                "shard-mib=1");
        Map<String, byte[]> shards = bucket.files("shards/data");
        assertThat(shards).isNotEmpty();
        for (Map.Entry<String, byte[]> shard : shards.entrySet()) {
            assertThat(shard.getValue()).isEqualTo(Files.readAllBytes(local.resolve("shards/data/" + shard.getKey())));
        }
    }

    private void trainEncoder(String name) {
        run(
                TrainEncoder::main,
                "train-encoder-tiny.conf",
                input("shards"),
                output(name),
                of("text-tokenizer", "demo/tokenizer.json"),
                "training.steps=4",
                "training.global-batch=16",
                "training.micro-batch=8",
                "training.checkpoint-every=2");
    }

    private void trainTokenizer(String name) {
        run(
                TrainTokenizer::main,
                "train-tokenizer-tiny.conf",
                input("shards"),
                output(name),
                of("encoder.weights", "demo/encoder.safetensors"),
                "tokenizer.codebook-size=32",
                "recipe.continuous-steps=2",
                "recipe.codebook.window-steps=2",
                "training.steps=4",
                "training.global-batch=16",
                "training.micro-batch=8",
                "training.evaluate-every=4",
                "training.checkpoint-every=2");
    }

    /** A tokenizer's own files have the official names, so it can be imported again. */
    private void importTokenizer() throws IOException {
        run(
                ImportTokenizer::main,
                "import-tokenizer-tiny.conf",
                of("tokenizer-weights", "tokenizer/tokenizer.safetensors"),
                of("decoder-weights", "tokenizer/decoder.safetensors"),
                of("encoder.weights", "demo/encoder.safetensors"),
                "tokenizer.codebook-size=32",
                output("imported"));
        Map<String, byte[]> trained = bucket.files("tokenizer");
        assertThat(bucket.files("imported")).allSatisfy((name, bytes) -> {
            if (name.endsWith(".safetensors")) {
                assertThat(bytes).as(name).isEqualTo(trained.get(name));
            }
        });
    }

    private void encodeLatents() throws IOException {
        Path autoencoder = folder.resolve("autoencoder");
        TinyDiffusion.latents(autoencoder);
        for (String file : List.of("config.json", "diffusion_pytorch_model.safetensors")) {
            bucket.upload(autoencoder.resolve(file), "autoencoder/" + file);
        }
        run(
                EncodeLatents::main,
                "encode-latents-tiny.conf",
                input("shards"),
                of("autoencoder", "autoencoder"),
                "image-size=" + TinyDiffusion.SIDE,
                output("latents"));
        assertThat(bucket.files("latents/data")).hasSameSizeAs(bucket.files("shards/data"));
    }

    private void trainDetokenizer() {
        run(
                TrainDetokenizer::main,
                "train-detokenizer-tiny.conf",
                input("shards"),
                of("tokenizer", "tokenizer"),
                output("detokenizer"),
                "training.steps=2",
                "training.global-batch=8",
                "training.micro-batch=4",
                "training.checkpoint-every=1");
    }

    private void generateAndEvaluate() throws IOException {
        run(
                Generate::main,
                "generate-tiny.conf",
                input("shards/data"),
                "columns.prompt=caption",
                of("model", "model/export"),
                of("tokenizer", "tokenizer"),
                of("detokenizer", "detokenizer"),
                "image-tokens.max-tokens=4",
                "drawing.steps=2",
                output("drawn"));
        assertThat(bucket.files("drawn")).containsKey("sheet.png");
        run(
                Evaluate::main,
                "evaluate-tiny.conf",
                of("shards", "shards"),
                of("model", "model/export"),
                of("tokenizer", "tokenizer"),
                "detokenizer=null",
                "measure=[captioning, reconstruction]",
                "images=8",
                output("evaluation"));
        assertThat(bucket.text("evaluation/evaluation.json")).contains("bleu4");
        EvaluateCaptions.main(
                new String[] {of("model", "model/export"), input("tokens"), "images=4", output("captions.json")});
        assertThat(bucket.text("captions.json")).contains("\"images\" : 4");
    }

    private void pretrain(String name) {
        String sources = "[{ type = image-text, path = tokens }, { type = text, path = \"corpus/text/train.jsonl\" }]";
        run(
                Pretrain::main,
                "pretrain-tiny.conf",
                of("input", ""),
                output(name),
                of("text-tokenizer", "demo/tokenizer.json"),
                "sources=" + sources,
                "held-out=[]",
                "training.steps=4",
                "training.micro-batch=4",
                "training.evaluate-every=4",
                "training.checkpoint-every=2");
    }

    /** A run that finds the checkpoint of the second step alone ends with the same weights. */
    private void goesOn(String name, String weights, Consumer<String> job) throws IOException {
        String again = name + "-again";
        bucket.copy(name + "/checkpoints/step-00000002", again + "/checkpoints/step-00000002");
        bucket.copyFile(name + "/config.conf", again + "/config.conf");
        job.accept(again);
        assertThat(bucket.files(again)).containsKey("checkpoints/step-00000004/manifest.json");
        assertThat(bucket.files(again).get(weights))
                .isEqualTo(bucket.files(name).get(weights));
    }

    private static String input(String name) {
        return of("input", name);
    }

    private static String output(String name) {
        return of("output", name);
    }

    private static String of(String key, String name) {
        return key + "=\"" + Bucket.uri(name) + "\"";
    }

    /** A job that fails ends this process; its messages are on the console, and in the two files. */
    private static void run(Consumer<String[]> job, String file, String... overrides) {
        List<String> arguments = new ArrayList<>(List.of(CONF.resolve(file).toString()));
        arguments.addAll(List.of(overrides));
        job.accept(arguments.toArray(String[]::new));
    }

    private void assertThatNobodyTellsTheCredentials() throws IOException {
        assertThat(Files.readString(LOG))
                .contains("S3AFileSystem", "Completing multipart upload")
                .doesNotContain(secretKey);
        assertThat(PRINTED).content().contains("resumed after step 2").doesNotContain(secretKey, accessKey);
        try (Stream<Path> objects = Files.walk(folder.resolve("buckets"))) {
            for (Path object : objects.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(object, ISO_8859_1))
                        .as(object.toString())
                        .doesNotContain(secretKey, accessKey);
            }
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
