package org.sparklavit.tokenizer.bench;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparklavit.bench.Rounds;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tokenizer.tokenize.PartTokenizer;
import org.sparklavit.vision.Selection;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/**
 * {@code tools/bench.sh pipeline}: images per second of a task of the tokenize job, and of its model on the same images
 * when they are tensors already.
 */
final class PipelineBenchmark {
    private static final double GOAL = 0.9;
    private static final int WARM_UP = 1;
    private static final int ROUNDS = 5;
    private static final int BATCHES = 8;

    private final Size size;
    private final List<Sample> samples;
    private final Path work;

    private PipelineBenchmark(Size size, Path work) {
        this.size = size;
        this.work = work;
        this.samples = Images.samples(Math.max(BATCHES * size.tokenizeBatch(), size.shardImages()));
    }

    /** Arguments: file for the figures, scratch folder, root of the repository, names of sizes. */
    public static void main(String[] args) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode figures = json.createObjectNode();
        System.out.printf("%-10s %22s %22s %8s%n", "size", "model alone, images/s", "task, images/s", "share");
        double least = Double.MAX_VALUE;
        for (String name : List.of(args).subList(3, args.length)) {
            Path work = Files.createDirectories(Path.of(args[1]).resolve(name.replace('/', '-')));
            least = Math.min(least, new PipelineBenchmark(Size.named(name, Path.of(args[2])), work).run(figures));
        }
        json.writeValue(Path.of(args[0]).toFile(), figures);
        if (least < GOAL) {
            System.out.printf(
                    Locale.ROOT, "goal missed: a task is at %.0f%% of its model, 90%% is asked%n", 100 * least);
        }
        System.out.printf(Locale.ROOT, "end to end at %.1f%% of the model's own rate%n", 100 * least);
        System.exit(least < GOAL ? 1 : 0);
    }

    private double run(ObjectNode figures) throws IOException {
        Path folder = work.resolve("tokenizer");
        BenchmarkTokenizer.write(size, folder);
        Path shard = work.resolve("shard.parquet");
        Images.writeShard(samples, shard);
        try (TrainedTokenizer trained = new TokenizerFolder(Storage.local(), folder.toString()).load()) {
            PartTokenizer task = Tokenizing.task(size, trained, shard, work);
            List<ImageBatch> tensors = tensors();
            Rounds rounds = Rounds.run(
                    WARM_UP,
                    ROUNDS,
                    Rounds.timed(() -> tensors.forEach(batch -> tokenize(trained, batch))),
                    Rounds.timed(() -> run(task, shard)));
            return report(figures, rounds);
        }
    }

    private List<ImageBatch> tensors() {
        List<ImageBatch> batches = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += size.tokenizeBatch()) {
            batches.add(Images.decode(
                    samples.subList(from, from + size.tokenizeBatch()),
                    size.encoder().imageSize()));
        }
        return batches;
    }

    private void tokenize(TrainedTokenizer trained, ImageBatch batch) {
        try (NDManager manager = Tensors.newManager();
                Autograd still = Autograd.off()) {
            trained.tokenizer()
                    .tokenize(
                            Images.images(manager, batch, size.encoder().imageSize()),
                            batch.samples().stream().map(Sample::id).toList(),
                            new Selection.Sampled(1));
        }
    }

    private static void run(PartTokenizer task, Path shard) {
        try {
            task.run(shard.toString(), "part.parquet");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double report(ObjectNode figures, Rounds rounds) {
        double model = samples.size() / rounds.seconds(0);
        double task = samples.size() / rounds.seconds(1);
        double share = rounds.ratio(0, 1);
        figures.putObject(size.name())
                .put("images", samples.size())
                .put("modelImagesPerSecond", model)
                .put("taskImagesPerSecond", task)
                .put("share", share);
        System.out.printf(Locale.ROOT, "%-10s %22.2f %22.2f %7.1f%%%n", size.name(), model, task, 100 * share);
        return share;
    }
}
