package org.sparklavit.tokenizer.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import org.sparklavit.bench.Rounds;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.data.batch.ImageBatches;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.batch.ImageViews;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.latent.LatentMetadata;
import org.sparklavit.data.latent.LatentPrecision;
import org.sparklavit.data.latent.LatentShards;
import org.sparklavit.data.order.TableShards;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.diffusion.AutoencoderConfig;
import org.sparklavit.diffusion.LatentSpace;
import org.sparklavit.diffusion.NoiseSchedule;
import org.sparklavit.diffusion.RandomAutoencoder;
import org.sparklavit.diffusion.SpaceConfig;
import org.sparklavit.diffusion.UNetConfig;
import org.sparklavit.diffusion.UNetLevel;
import org.sparklavit.diffusion.UNetSource;
import org.sparklavit.diffusion.training.DetokenizerLearner;
import org.sparklavit.diffusion.training.DetokenizerRecipe;
import org.sparklavit.diffusion.training.FrozenTokenizer;
import org.sparklavit.tokenizer.latents.EncodeLatentsConfig;
import org.sparklavit.tokenizer.latents.PartEncoder;
import org.sparklavit.tokenizer.part.PartResult;

/**
 * {@code tools/bench.sh latents}: a step of the detokenizer's training with latents computed online and with cached ones,
 * in turn. Stable Diffusion 1.5 at a quarter of its widths, 256 x 256 pixels, under the tokens of a tiny tokenizer.
 */
final class LatentsBenchmark {
    private static final int SIDE = 256;
    private static final int IMAGES = 32;
    private static final int BATCH = 4;
    private static final int WARM_UP = 1;
    private static final AutoencoderConfig AUTOENCODER =
            new AutoencoderConfig(4, List.of(32, 64, 128, 128), 2, 32, 0.18215);
    private static final List<UNetLevel> LEVELS =
            List.of(new UNetLevel(80, 8), new UNetLevel(160, 8), new UNetLevel(320, 8), new UNetLevel(320, 0));
    private static final UNetConfig UNET = new UNetConfig(4, 0, LEVELS, 8, 2, 192, 16, false);

    private final Storage storage = Storage.local();
    private final Path work;
    private final int rounds;
    private final SpaceConfig.Latents space;

    private LatentsBenchmark(Path work, int rounds) {
        this.work = work;
        this.rounds = rounds;
        space = new SpaceConfig.Latents(SIDE, work.resolve("vae").toString());
    }

    /** Arguments: file for the figures, scratch folder, root of the repository, rounds. */
    public static void main(String[] args) throws IOException {
        LatentsBenchmark benchmark = new LatentsBenchmark(Path.of(args[1]), Integer.parseInt(args[3]));
        BenchmarkTokenizer.write(Size.named("tiny", Path.of(args[2])), benchmark.work.resolve("tokenizer"));
        Path shard = Files.createDirectories(benchmark.work.resolve("shards")).resolve("part-00000.parquet");
        Images.writeShard(Images.samples(IMAGES), shard);
        RandomAutoencoder.write(benchmark.work.resolve("vae"), AUTOENCODER, parameter -> {});
        ObjectNode figures = new ObjectMapper().createObjectNode();
        benchmark.encode(figures);
        double ratio = benchmark.train(figures);
        new ObjectMapper().writeValue(Path.of(args[0]).toFile(), figures);
        if (ratio <= 1) {
            System.out.println("goal missed: a step with cached latents takes no less time");
        }
        System.out.printf(Locale.ROOT, "a step with cached latents is %.2f times as fast%n", ratio);
        System.exit(ratio <= 1 ? 1 : 0);
    }

    /** All of a shard, as a task of encode-latents does. */
    private void encode(ObjectNode figures) throws IOException {
        EncodeLatentsConfig config = new EncodeLatentsConfig(
                path("shards"), path("vae"), path("latents"), SIDE, Resize.SQUARE, LatentPrecision.FLOAT16, BATCH, 1);
        long start = System.nanoTime();
        PartResult part;
        try (LatentSpace opened = space.open(storage)) {
            List<Long> shape = LongStream.of(opened.shape().getShape()).boxed().toList();
            LatentMetadata metadata = new LatentMetadata(
                    opened.fingerprint(), SIDE, Resize.SQUARE, shape, config.precision(), "benchmark", "");
            part = new PartEncoder(storage, config, opened, metadata, images -> {})
                    .run(work.resolve("shards/part-00000.parquet").toString(), "part-00000.parquet");
        }
        double perSecond = IMAGES / ((System.nanoTime() - start) / 1e9);
        figures.put("encodedImagesPerSecond", perSecond).put("bytesPerImage", part.bytes() / IMAGES);
        System.out.printf(
                Locale.ROOT, "encode-latents: %.2f images/s, %d bytes an image%n", perSecond, part.bytes() / IMAGES);
    }

    private double train(ObjectNode figures) throws IOException {
        try (FrozenTokenizer tokenizer = FrozenTokenizer.open(storage, path("tokenizer"));
                Contender online = new Contender(tokenizer, images(tokenizer), "online");
                Contender cached = new Contender(tokenizer, imagesWithLatents(tokenizer), "cached")) {
            Rounds steps = Rounds.run(WARM_UP, rounds, online.loop::step, cached.loop::step);
            figures.put("images", BATCH)
                    .put("onlineSeconds", steps.seconds(0))
                    .put("cachedSeconds", steps.seconds(1))
                    .put("onlineToCached", steps.ratio(0, 1))
                    .put("onlineFirstLoss", online.loop.firstLoss())
                    .put("cachedFirstLoss", cached.loop.firstLoss());
            System.out.printf(
                    Locale.ROOT,
                    "a step of %d images, medians of %d rounds: online %.0f ms, cached %.0f ms; first losses %s and %s%n",
                    BATCH,
                    rounds,
                    1000 * steps.seconds(0),
                    1000 * steps.seconds(1),
                    online.loop.firstLoss(),
                    cached.loop.firstLoss());
            return steps.ratio(0, 1);
        }
    }

    /** A training that is held before each step. */
    private final class Contender implements AutoCloseable {
        private final HeldLoop loop = new HeldLoop();
        private final ImageStream images;
        private final DetokenizerLearner learner;

        private Contender(FrozenTokenizer tokenizer, ImageStream images, String output) throws IOException {
            this.images = images;
            DetokenizerRecipe recipe = new DetokenizerRecipe(
                    space, new UNetSource.New(UNET, NoiseSchedule.ofStableDiffusion()), 0.1, 0.9999);
            DetokenizerLearner.Run run = new DetokenizerLearner.Run(
                    new SoloCollective(), 1, BATCH, loop.held(images::next), Optional.empty(), 1);
            learner = DetokenizerLearner.open(storage, recipe, tokenizer, run);
            loop.start(learner, BATCH, path(output));
        }

        @Override
        public void close() {
            loop.close();
            learner.close();
            images.close();
        }
    }

    private ImageStream images(FrozenTokenizer tokenizer) throws IOException {
        List<ImagePreprocessor> views = List.of(
                new ImagePreprocessor(tokenizer.preprocessing()), new ImagePreprocessor(space.view(Resize.SQUARE)));
        TableShards<Sample> shards =
                new TableShards<>(Table.open(storage, path("shards")), uri -> SampleTable.reader(storage, uri));
        return ImageBatches.of(shards, new ImageViews(views, 1), dealing(), 1);
    }

    private ImageStream imagesWithLatents(FrozenTokenizer tokenizer) throws IOException {
        LatentShards shards = LatentShards.open(
                storage,
                Table.open(storage, path("shards")),
                Table.open(storage, path("latents/data")),
                path("latents"));
        return ImageBatches.withLatents(
                shards, new ImageViews(List.of(new ImagePreprocessor(tokenizer.preprocessing())), 1), dealing(), 1);
    }

    private static ImageBatches.Dealing dealing() {
        return new ImageBatches.Dealing(0, 1, 1, BATCH, BATCH, 1, IMAGES);
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }
}
