package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.latent.LatentFiles;
import org.sparklavit.data.latent.LatentRow;
import org.sparklavit.data.output.OutputFiles;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.diffusion.TinyDiffusion;
import org.sparklavit.tokenizer.detokenizer.TrainDetokenizerConfig;
import org.sparklavit.tokenizer.latents.EncodeLatentsConfig;
import org.sparklavit.vision.RandomTokenizer;

/** Latents of shards, and a detokenizer that learns with them instead of its autoencoder's encoder. */
class EncodeLatentsTest {
    /** Of numbers about 0.5; worst difference seen between batches of 1 and of 7: 1.8e-7. */
    private static final Offset<Float> ANOTHER_BATCH = Offset.offset(2e-6f);

    /** Of losses about 0.5 with latents in half precision; worst difference seen in 6 steps: 7.8e-6. */
    private static final Offset<Double> HALF_PRECISION = Offset.offset(1e-4);

    private static final String RECIPE = """
            recipe {
              unet {
                type = new
                sizes {
                  sample-channels = 4, levels = [{ channels = 8, heads = 0 }, { channels = 16, heads = 2 }]
                  middle-heads = 2, blocks-per-level = 1, context-width = 12, norm-groups = 4
                }
                schedule { prediction = v-prediction }
              }
            }
            training {
              steps = 6, global-batch = 4, micro-batch = 2, log-every = 1, evaluate-every = 3
              optimizer { learning-rate = 1e-3, min-learning-rate-ratio = 1 }
            }
            """;

    @RegisterExtension
    static final LocalSpark SPARK = new LocalSpark();

    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @BeforeEach
    void makeCorpusAndModels() throws IOException {
        TestCorpus.write(folder.resolve("corpus"));
        RandomTokenizer.write(folder.resolve("tokenizer"));
        TinyDiffusion.latents(folder.resolve("vae"));
    }

    @Test
    void everySampleIsALatentOrAnErrorRow() throws IOException {
        TestShards.write(SPARK.context(), folder, "shards", 2, "verify-images=false");
        encode("latents", "shards");
        assertThat(latents("latents")).hasSize(TestCorpus.GOOD).allSatisfy((id, row) -> {
            assertThat(row.mean()).hasSize(2 * 4 * 8 * 8);
            assertThat(row.deviation()).hasSize(2 * 4 * 8 * 8);
        });
        assertThat(OutputFiles.errors(folder.resolve("latents")))
                .extracting(ErrorRow::key, ErrorRow::reason, ErrorRow::stage)
                .containsExactlyInAnyOrder(
                        tuple("cut", "TRUNCATED", "encode-latents"), tuple("none", "UNKNOWN_FORMAT", "encode-latents"));
        assertThat(folder.resolve("latents/_manifest.json"))
                .content()
                .contains("\"autoencoderFingerprint\"", "\"rowsOut\" : 65", "\"errorRows\" : 2");
    }

    @Test
    void aLatentDependsOnItsImageAlone() throws IOException {
        TestShards.write(SPARK.context(), folder, "one", 1);
        TestShards.write(SPARK.context(), folder, "four", 4, "seed=2");
        encode("by-one", "one", "precision=float32", "batch=1");
        encode("by-seven", "four", "precision=float32", "batch=7");
        Map<String, LatentRow> ones = latents("by-one");
        Map<String, LatentRow> sevens = latents("by-seven");
        assertThat(sevens.keySet()).isEqualTo(ones.keySet());
        float worst = 0;
        for (Map.Entry<String, LatentRow> row : ones.entrySet()) {
            LatentRow other = sevens.get(row.getKey());
            worst = Math.max(worst, worst(row.getValue().mean(), other.mean()));
            worst = Math.max(worst, worst(row.getValue().deviation(), other.deviation()));
        }
        System.out.printf("latents in batches of 1 and of 7: worst difference %.1e%n", worst);
        assertThat(worst).isCloseTo(0, ANOTHER_BATCH);
    }

    private static float worst(byte[] a, byte[] b) {
        FloatBuffer left = ByteBuffer.wrap(a).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        FloatBuffer right = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float worst = 0;
        while (left.hasRemaining()) {
            worst = Math.max(worst, Math.abs(left.get() - right.get()));
        }
        return worst;
    }

    @Test
    void trainingWithCachedLatentsIsTrainingOnline() throws IOException {
        TestShards.write(SPARK.context(), folder, "shards", 4);
        encode("singles", "shards", "precision=float32", "batch=1");
        encode("halves", "shards");
        train("online");
        train("of-singles", cached("singles"));
        train("of-halves", cached("halves"));
        for (String file : List.of("unet/diffusion_pytorch_model.safetensors", "vae/config.json", "detokenizer.conf")) {
            assertThat(folder.resolve("of-singles").resolve(file))
                    .as(file)
                    .hasSameBinaryContentAs(folder.resolve("online").resolve(file));
        }
        List<Double> online = losses("online", "loss");
        assertThat(losses("of-singles", "loss")).isEqualTo(online).hasSize(6);
        assertThat(losses("of-singles", "heldOutLoss")).isEqualTo(losses("online", "heldOutLoss"));
        double worst = 0;
        for (int step = 0; step < online.size(); step++) {
            worst = Math.max(
                    worst,
                    Math.abs(online.get(step) - losses("of-halves", "loss").get(step)));
        }
        System.out.printf("losses %s with latents in half precision: worst difference %.1e%n", online, worst);
        assertThat(worst).isPositive().isCloseTo(0, HALF_PRECISION);
    }

    @Test
    void latentsOfOtherSettingsOrShardsAreRefused() throws IOException {
        TestShards.write(SPARK.context(), folder, "shards", 4);
        TestShards.write(SPARK.context(), folder, "others", 4, "seed=2");
        encode("latents", "shards");
        refused("there are none", cached("nowhere"));
        refused("is no file of latents", cached("shards"));
        refused(
                "the image size was 16 and is 32; the shape was [4, 8, 8] and is [4, 16, 16]",
                cached("latents"),
                "recipe.space.image-size=32");
        encode("cropped", "shards", "resize=centre-crop");
        refused("resize was CENTRE_CROP and is SQUARE", cached("cropped"));
        encode("of-others", "others");
        refused("which was made of other shards than 'input'", cached("of-others"));
        refused("'latents' is set to", cached("latents"), "recipe.space={type=pixels,image-size=16,fold=1}");
        changeScaling();
        refused("the autoencoder was ", cached("latents"));
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    @Test
    void aSampleWithoutALatentEndsTheTrainingByName() throws IOException {
        TestShards.write(SPARK.context(), folder, "shards", 4, "verify-images=false");
        encode("latents", "shards");
        assertThatThrownBy(() -> train("broken", cached("latents"), "max-restarts=3"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has no latent of the sample")
                .hasMessageContaining("shard the corpus with 'verify-images = true'");
    }

    @Test
    void aChangedDecoderLeavesTheLatentsAsTheyAre() throws IOException {
        TestShards.write(SPARK.context(), folder, "shards", 4);
        encode("latents", "shards");
        TinyDiffusion.latentsWithOtherDecoder(folder.resolve("vae"));
        train("tuned", cached("latents"));
        assertThat(losses("tuned", "loss")).hasSize(6);
    }

    private void changeScaling() throws IOException {
        Path config = folder.resolve("vae/config.json");
        String text = Files.readString(config);
        Files.writeString(config, text.replace("\"scaling_factor\": 0.5", "\"scaling_factor\": 0.25"));
        assertThat(config).content().isNotEqualTo(text);
    }

    private void refused(String message, String... overrides) {
        assertThatThrownBy(() -> train("refused", overrides))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private List<Double> losses(String run, String name) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
                .filter(line -> line.contains("\"" + name + "\":"))
                .map(line -> Double.valueOf(line.replaceAll(".*\"" + name + "\":([0-9.E-]+).*", "$1")))
                .toList();
    }

    private Map<String, LatentRow> latents(String name) throws IOException {
        Map<String, LatentRow> latents = new TreeMap<>();
        for (StoredFile file : storage.list(folder.resolve(name) + "/data")) {
            try (RowReader<LatentRow> rows = LatentFiles.reader(storage, file.uri())) {
                rows.forEachRemaining(
                        row -> assertThat(latents.put(row.id(), row)).isNull());
            }
        }
        return latents;
    }

    private void encode(String output, String shards, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                of("input", shards),
                of("autoencoder", "vae"),
                "image-size=" + TinyDiffusion.SIDE,
                of("output", output)));
        all.addAll(List.of(overrides));
        EncodeLatents.run(SPARK.context(), ConfigLoader.load(EncodeLatentsConfig.class, null, all));
    }

    private void train(String output, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                of("input", "shards"),
                of("held-out", "shards"),
                of("tokenizer", "tokenizer"),
                of("output", output),
                "recipe.space={type=latents,image-size=" + TinyDiffusion.SIDE + "," + of("autoencoder", "vae") + "}"));
        all.addAll(List.of(overrides));
        Path file = Files.writeString(folder.resolve("train.conf"), RECIPE);
        TrainDetokenizer.run(SPARK.context(), ConfigLoader.load(TrainDetokenizerConfig.class, file, all));
    }

    private String cached(String name) {
        return of("latents", name);
    }

    private String of(String key, String name) {
        return key + "=\"" + folder.resolve(name) + "\"";
    }
}
