package org.sparklavit.tokenizer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.sparklavit.bench.OfficialTokens;
import org.sparklavit.bench.Rounds;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Precision;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tensor.VisionOps;
import org.sparklavit.tokenizer.tokenize.PartTokenizer;
import org.sparklavit.tokenizer.tokenize.TokenizeConfig;
import org.sparklavit.vision.DynamicTokenizer;
import org.sparklavit.vision.MaskGradient;
import org.sparklavit.vision.PackedPatches;
import org.sparklavit.vision.Selection;
import org.sparklavit.vision.TrainedTokenizer;
import org.sparklavit.vision.VisualTokens;

/** The rows about tokenising. */
final class Tokenizing {
    private static final double GOAL = 1.2;

    private final TokenizerBenchmark benchmark;
    private final Size size;
    private final TrainedTokenizer trained;
    private final DynamicTokenizer tokenizer;

    Tokenizing(TokenizerBenchmark benchmark, TrainedTokenizer trained) {
        this.benchmark = benchmark;
        this.trained = trained;
        size = benchmark.size;
        tokenizer = trained.tokenizer();
    }

    /** Pixels to ids; both sides must give the same ids. */
    void modelAlone(ImageBatch batch) {
        try (NDManager manager = Tensors.newManager();
                Autograd still = Autograd.off()) {
            NDArray noise = Images.noise(manager, batch, size.encoder().patches());
            Rounds rounds = Rounds.run(
                    TokenizerBenchmark.WARM_UP,
                    size.rounds(),
                    Rounds.timed(() -> onImages(batch, images -> tokenizer.tokenize(images, noise))),
                    Rounds.timed(() -> onImages(batch, images -> dense(images, noise))),
                    benchmark.peer("tokenize"));
            benchmark.report.row(size, "tokenise, model alone", rounds, batch.size(), new int[] {0, 1, 2}, GOAL);
            onImages(batch, images -> compare(tokenizer.tokenize(images, noise)));
        }
    }

    private void onImages(ImageBatch batch, Consumer<NDArray> work) {
        try (NDManager manager = Tensors.newManager()) {
            work.accept(Images.images(manager, batch, size.encoder().imageSize()));
        }
    }

    /** As {@link DynamicTokenizer#tokenize}, with all rows in the merger. */
    private long[] dense(NDArray images, NDArray noise) {
        NDArray features = tokenizer.encoder().features(images);
        NDArray mask = VisionOps.keepMask(tokenizer.selector().forward(features), noise, 1);
        NDArray merged = tokenizer.merger().dense(features, mask, MaskGradient.EXACT);
        PackedPatches patches = PackedPatches.of(mask);
        NDArray rows = patches.kept().of(merged);
        return tokenizer
                .quantizer()
                .nearest(tokenizer.quantizer().project(rows))
                .toLongArray();
    }

    private void compare(VisualTokens tokens) {
        long[] codes = OfficialTokens.byPatch(tokens, size.encoder().patches());
        JsonNode official = benchmark.peer.ask("tokenize").get("codes");
        int same = 0;
        int kept = 0;
        for (int i = 0; i < codes.length; i++) {
            same += codes[i] == official.get(i).asLong() ? 1 : 0;
            kept += codes[i] >= 0 ? 1 : 0;
        }
        benchmark.report.note(size, "share of patches kept", (double) kept / codes.length);
        benchmark.report.note(size, "share of patches with the official id", (double) same / codes.length);
    }

    /** A shard of JPEG files to a file of tokens, as a task of the tokenize job does. */
    void toParquet() throws IOException {
        Path shard = benchmark.work.resolve("shard.parquet");
        Images.writeShard(benchmark.samples, shard);
        PartTokenizer part = task(size, trained, shard, benchmark.work);
        Rounds rounds = Rounds.run(
                TokenizerBenchmark.WARM_UP, Math.min(size.rounds(), 5), Rounds.timed(() -> run(part, shard)));
        int images = size.shardImages();
        benchmark.report.row(size, "tokenise, JPEG to Parquet", rounds, images, new int[] {0, -1, -1}, 0);
    }

    /** A task that tokenizes {@code shard} into {@code work/tokens}. */
    static PartTokenizer task(Size size, TrainedTokenizer trained, Path shard, Path work) {
        TokenizeConfig config = new TokenizeConfig(
                shard.toString(),
                "",
                work.resolve("tokens").toString(),
                size.tokenizeBatch(),
                new Selection.Sampled(1),
                true,
                false,
                64,
                Precision.AUTO,
                1);
        TokenMetadata metadata = new TokenMetadata(
                trained.card().fingerprint(),
                size.tokenizer().codebookSize(),
                size.tokenizer().codeWidth(),
                size.encoder().width(),
                trained.card().encoder().description(),
                trained.card().keepRatio(),
                "benchmark",
                "{}");
        return new PartTokenizer(Storage.local(), config, trained, metadata, images -> {});
    }

    private static void run(PartTokenizer part, Path shard) {
        try {
            part.run(shard.toString(), "part.parquet");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
