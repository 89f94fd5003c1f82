package org.sparklavit.tokenizer.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/**
 * {@code tools/bench.sh tokenizer}: images per second of tokenising and of training steps, ours packed, ours dense and
 * the peer's in turn, on the same weights, pixels and noise.
 */
final class TokenizerBenchmark {
    static final int WARM_UP = 1;

    final Size size;
    final Path work;
    final Path folder;
    final Peer peer;
    final Report report;
    final List<Sample> samples;

    private TokenizerBenchmark(Size size, Path work, Peer peer, Report report) {
        this.size = size;
        this.work = work;
        this.peer = peer;
        this.report = report;
        folder = work.resolve("tokenizer");
        samples = Images.samples(size.shardImages());
    }

    /** Arguments: file for the figures, scratch folder, root of the repository, Python, LaVIT, names of sizes. */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[2]);
        String script = root.resolve("tools/bench/tokenizer_peer.py").toString();
        Report report = new Report();
        for (String name : List.of(args).subList(5, args.length)) {
            Size size = Size.named(name, root);
            Path work = Files.createDirectories(Path.of(args[1]).resolve(name.replace('/', '-')));
            // A process for each size: what one has allocated does not burden the next.
            try (Peer peer = new Peer(List.of(args[3], script, args[4]))) {
                new TokenizerBenchmark(size, work, peer, report).run();
            }
        }
        System.exit(report.finish(Path.of(args[0])) ? 0 : 1);
    }

    private void run() throws IOException {
        BenchmarkTokenizer.write(size, folder);
        JsonNode side = peer.ask("load", "folder", folder.toString());
        report.head(side.get("torch").asText(), side.get("threads").asInt());
        try (TrainedTokenizer trained = new TokenizerFolder(Storage.local(), folder.toString()).load()) {
            Tokenizing tokenizing = new Tokenizing(this, trained);
            tokenizing.modelAlone(give(size.tokenizeBatch()));
            tokenizing.toParquet();
            Trainings trainings = new Trainings(this, trained, give(size.trainBatch()));
            trainings.continuous();
            trainings.quantised();
        }
    }

    /** Decodes a batch and gives it to the peer too. */
    private ImageBatch give(int images) throws IOException {
        ImageBatch batch =
                Images.decode(samples.subList(0, images), size.encoder().imageSize());
        Path file = work.resolve("batch.safetensors");
        Images.writeBatch(batch, size, file);
        peer.ask("batch", "file", file.toString());
        return batch;
    }

    /** The peer as one of those that are timed. */
    DoubleSupplier peer(String what) {
        return () -> peer.ask(what).get("seconds").asDouble();
    }
}
