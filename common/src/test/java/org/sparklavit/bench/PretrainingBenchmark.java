package org.sparklavit.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.RankRows;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.ModelExport;
import org.sparklavit.language.RopeConfig;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.language.training.HeldOutRows;
import org.sparklavit.language.training.PretrainLearner;
import org.sparklavit.tensor.Precision;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.train.OptimizerConfig;
import org.sparklavit.train.TrainingConfig;

/**
 * {@code tools/bench.sh pretraining}: real tokens a second of a training step, here and in transformers with PyTorch, on
 * the same sequences with the same weights. Rounds take turns: a step here, one there on packed rows under the same
 * masks, one there on lines padded to the longest. On a CPU both compute in float32; on the GPU that {@code GPU} in the
 * environment names, matrix products in bfloat16.
 */
final class PretrainingBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double PACKED_GOAL = 1.0;
    private static final double PADDED_GOAL = 1.5;
    private static final Optional<String> GPU = Optional.ofNullable(System.getenv("GPU"));
    /** Of a loss of about 7. */
    private static final double SAME_LOSS = GPU.isPresent() ? 2e-2 : 1e-3;

    private static final int WARM_UP = 2;

    private final Path data;
    private final String tokenizer;
    private final String python;
    private final String peer;
    private final Path work;
    private boolean missed;

    private PretrainingBenchmark(String[] args, Path work) {
        this.data = Path.of(args[1]);
        this.tokenizer = args[2];
        this.python = args[3];
        this.peer = args[4];
        this.work = work;
    }

    /** A model and how much it computes at a time. */
    private record Size(String name, int width, int blocks, int heads, int mlpWidth, int window, int rows) {
        LlamaConfig llama() {
            RopeConfig rope = new RopeConfig(10_000, new RopeConfig.None());
            return new LlamaConfig(width, blocks, heads, 0, mlpWidth, window, rope, 1e-5, false);
        }
    }

    private static final List<Size> SIZES = List.of(
            new Size("15M", 384, 8, 6, 1024, 256, 8),
            new Size("100M", 768, 14, 12, 2048, 256, 4),
            new Size("500M", 1536, 20, 12, 4096, 2048, 4));

    /** Arguments: figures, the quickstart's folder, tokenizer.json, python, the peer's script, rounds, sizes. */
    public static void main(String[] args) throws Exception {
        Tensors.useGpu(GPU.stream().mapToInt(Integer::parseInt).findAny());
        Path work = Files.createTempDirectory("pretraining");
        PretrainingBenchmark benchmark = new PretrainingBenchmark(args, work);
        ObjectNode figures = JSON.createObjectNode();
        System.out.printf(
                "%-6s %12s %14s %14s %16s %16s%n",
                "size", "parameters", "here tok/s", "packed tok/s", "padded tok/s", "here/packed,padded");
        List<Double> ratios = new ArrayList<>();
        List<String> wanted = List.of(args[6].split(","));
        for (Size size : SIZES.stream().filter(s -> wanted.contains(s.name())).toList()) {
            ratios.addAll(benchmark.measure(size, Integer.parseInt(args[5]), figures.putObject(size.name())));
        }
        JSON.writeValue(Path.of(args[0]).toFile(), figures);
        if (benchmark.missed) {
            System.out.printf(
                    Locale.ROOT, "goal missed: %.1f times packed and %.1f times padded%n", PACKED_GOAL, PADDED_GOAL);
        }
        System.out.println("tokens/s here over transformers, packed and padded, by size: "
                + String.join(
                        ", ",
                        ratios.stream()
                                .map(r -> String.format(Locale.ROOT, "%.2f", r))
                                .toList()));
        System.exit(benchmark.missed ? 1 : 0);
    }

    private List<Double> measure(Size size, int rounds, ObjectNode figures) throws Exception {
        try (MixedStreams ours = new MixedStreams(data, tokenizer, size.window());
                MixedStreams theirs = new MixedStreams(data, tokenizer, size.window())) {
            Path folder = work.resolve(size.name());
            UnifiedModel model = new UnifiedModel(size.llama(), ours.vocabulary(), 0);
            try (PretrainLearner learner = new PretrainLearner(
                            model,
                            new RankRows(List.of(ours.lane()), size.rows()),
                            HeldOutRows.none(),
                            new StoredFeatures(),
                            new PretrainLearner.Settings(size.rows(), 1, 0, false, 0),
                            initial -> ModelExport.write(
                                    Storage.local(), folder.toString(), initial, ours.tokenizerJson(), ""));
                    SteppedTraining training = new SteppedTraining(
                            learner,
                            config(size),
                            work.resolve("run-" + size.name()).toString());
                    LinePeer there = new LinePeer(python, peer, folder.toString(), Integer.toString(size.window()))) {
                Rounds result = new Rounds();
                for (int round = -WARM_UP; round < rounds; round++) {
                    List<PackedRow> rows = theirs.next(size.rows());
                    result.add(round, rows, training, there);
                }
                long parameters = learner.parameters().parameters().stream()
                        .mapToLong(p -> p.size())
                        .sum();
                return result.report(size, parameters, figures);
            }
        }
    }

    private static TrainingConfig config(Size size) {
        OptimizerConfig optimizer = new OptimizerConfig(1e-4, 1, 0, 0.05, 0.9, 0.95, 1e-8, 1.0);
        return new TrainingConfig(
                1_000_000,
                size.rows(),
                size.rows(),
                1,
                1_000_000,
                0,
                1_000_000,
                1,
                0,
                1,
                Precision.AUTO,
                true,
                optimizer);
    }

    /** The times of all rounds. */
    private final class Rounds {
        private final List<Double> here = new ArrayList<>();
        private final List<Double> packed = new ArrayList<>();
        private final List<Double> padded = new ArrayList<>();
        private final List<Double> overPacked = new ArrayList<>();
        private final List<Double> overPadded = new ArrayList<>();
        private final List<Double> padding = new ArrayList<>();

        void add(int round, List<PackedRow> rows, SteppedTraining training, LinePeer there) throws IOException {
            String json = MixedStreams.json(rows);
            double ourMillis = training.step();
            JsonNode packedStep = there.ask("packed " + json);
            JsonNode paddedStep = there.ask("padded " + json);
            if (round == -WARM_UP) {
                checkSame(training.loss(), packedStep, paddedStep);
            }
            if (round >= 0) {
                double tokens = 1000.0 * MixedStreams.tokens(rows);
                here.add(tokens / ourMillis);
                packed.add(tokens / packedStep.get("millis").asDouble());
                padded.add(tokens / paddedStep.get("millis").asDouble());
                overPacked.add(here.get(round) / packed.get(round));
                overPadded.add(here.get(round) / padded.get(round));
                padding.add(MixedStreams.paddingOfLines(rows));
            }
        }

        /** All three begin with the same weights, so a loss that differs means that they do not compute the same. */
        private void checkSame(double loss, JsonNode... others) {
            for (JsonNode other : others) {
                if (Math.abs(other.get("loss").asDouble() - loss) > SAME_LOSS) {
                    throw new IllegalStateException("the first loss is " + loss + " here but " + other.get("loss")
                            + " in transformers: they do not compute the same");
                }
            }
        }

        List<Double> report(Size size, long parameters, ObjectNode figures) {
            double packedRatio = median(overPacked);
            double paddedRatio = median(overPadded);
            missed |= packedRatio < PACKED_GOAL || paddedRatio < PADDED_GOAL;
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %,12d %14.0f %14.0f %16.0f %10.2f, %.2f%n",
                    size.name(),
                    parameters,
                    median(here),
                    median(packed),
                    median(padded),
                    packedRatio,
                    paddedRatio);
            figures.put("parameters", parameters).put("rounds", here.size());
            figures.put("tokensPerSecond", median(here));
            figures.put("packedPeerTokensPerSecond", median(packed));
            figures.put("paddedPeerTokensPerSecond", median(padded));
            figures.put("overPackedPeer", packedRatio).put("overPaddedPeer", paddedRatio);
            figures.put("paddingOfPaddedPeer", median(padding));
            return List.of(packedRatio, paddedRatio);
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
