package org.sparklavit.tokenizer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.sparklavit.bench.Rounds;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.DynamicTokenizer;
import org.sparklavit.vision.VisionTransformer;
import org.sparklavit.vision.VisionTransformerConfig;
import org.sparklavit.vision.VisualTokens;

/** {@code tools/bench.sh full-size}: LaVIT's own sizes with random weights, pixels to ids on the CPU. */
final class FullSize {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MOST_GIB = 12;
    private static final double GIB = 1L << 30;
    private static final double KIB_IN_GIB = 1 << 20;

    private FullSize() {}

    /** Arguments: the file for the figures, the root of the repository. */
    public static void main(String[] args) throws IOException {
        ObjectNode figures = measure(Size.named("full", Path.of(args[1])));
        JSON.writeValue(Path.of(args[0]).toFile(), figures);
        double peak = figures.get("peakGiB").asDouble();
        if (peak > MOST_GIB) {
            System.out.printf(Locale.ROOT, "goal missed: at most %.0f GiB%n", MOST_GIB);
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f s an image, %.1f GiB at the peak%n",
                figures.get("size").asText(),
                figures.get("secondsPerImage").asDouble(),
                peak);
        System.exit(peak > MOST_GIB ? 1 : 0);
    }

    static ObjectNode measure(Size size) {
        Parameters scope = Parameters.create();
        VisionTransformer encoder = new VisionTransformer(scope.scope("encoder"), size.encoder());
        DynamicTokenizer tokenizer = new DynamicTokenizer(scope, scope, size.tokenizer(), encoder);
        String description = describe(size.encoder()) + ", " + size.tokenizer().mergerBlocks() + " merger blocks";
        System.out.printf(Locale.ROOT, "drawing %.2f billion weights: %s%n", scope.totalSize() / 1e9, description);
        try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 1);
                Autograd still = Autograd.off()) {
            scope.all().forEach(BenchmarkTokenizer::adjust);
            ImageBatch batch = Images.decode(
                    Images.samples(size.tokenizeBatch()), size.encoder().imageSize());
            int[] tokens = new int[1];
            Rounds rounds =
                    Rounds.run(1, size.rounds(), Rounds.timed(() -> tokens[0] = numTokens(tokenizer, size, batch)));
            return figures(description, scope.totalSize(), rounds.seconds(0) / batch.size(), batch.size(), tokens[0]);
        }
    }

    private static int numTokens(DynamicTokenizer tokenizer, Size size, ImageBatch batch) {
        try (NDManager manager = Tensors.newManager()) {
            NDArray images = Images.images(manager, batch, size.encoder().imageSize());
            VisualTokens tokens = tokenizer.tokenize(
                    images, Images.noise(manager, batch, size.encoder().patches()));
            Shape merged = tokens.merged().getShape();
            return Math.toIntExact(merged.get(0));
        }
    }

    private static ObjectNode figures(String size, long weights, double seconds, int batch, int tokens) {
        double peak = peakGib();
        String threads = System.getenv().getOrDefault("OMP_NUM_THREADS", "all");
        System.out.printf(
                "%-10s %8s %8s %12s %10s %10s%n", "weights", "threads", "batch", "s an image", "tokens", "peak GiB");
        System.out.printf(
                Locale.ROOT,
                "%6.1f GiB %8s %8d %12.2f %10.1f %10.1f%n",
                weights * Float.BYTES / GIB,
                threads,
                batch,
                seconds,
                (double) tokens / batch,
                peak);
        return JSON.createObjectNode()
                .put("size", size)
                .put("weightsGiB", weights * Float.BYTES / GIB)
                .put("threads", threads)
                .put("batch", batch)
                .put("secondsPerImage", seconds)
                .put("tokensPerImage", (double) tokens / batch)
                .put("peakGiB", peak);
    }

    private static String describe(VisionTransformerConfig config) {
        return String.format(
                "ViT %d x %d, %d px, patch %d", config.width(), config.depth(), config.imageSize(), config.patchSize());
    }

    /** The most memory that this process ever had resident. */
    private static double peakGib() {
        try {
            String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(each -> each.startsWith("VmHWM:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_IN_GIB;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
