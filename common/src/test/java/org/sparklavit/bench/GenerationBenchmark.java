package org.sparklavit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.Continuation;
import org.sparklavit.language.Generator;
import org.sparklavit.language.Generator.Request;
import org.sparklavit.language.Limits;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.Prompt;
import org.sparklavit.language.RopeConfig;
import org.sparklavit.language.Sampler;
import org.sparklavit.language.UncachedScores;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;

/** {@code tools/bench.sh generation}: tokens a second with the cache of keys and values and without, on one prompt. */
final class GenerationBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double GOAL = 5;
    private static final int TOKENS = 256;
    private static final int PROMPT_TOKENS = 16;
    private static final int WARM_UP = 1;
    /** LaVIT's: ids of LLaMA, and as many codes. */
    private static final Vocabulary FULL = new Vocabulary(32_000, 16_384, 2);
    /** The demo's. */
    private static final Vocabulary TINY = new Vocabulary(512, 512, 2);

    private static final List<Size> SIZES =
            List.of(new Size("tiny", 192, 4, 6, 512, TINY), new Size("15M", 384, 8, 6, 1024, FULL));

    /** A model; large random weights, so that its choices are sharp. */
    private record Size(String name, int width, int blocks, int heads, int mlpWidth, Vocabulary ids) {
        UnifiedModel declare() {
            RopeConfig rope = new RopeConfig(10_000, new RopeConfig.None());
            int positions = PROMPT_TOKENS + TOKENS;
            return new UnifiedModel(
                    new LlamaConfig(width, blocks, heads, 0, mlpWidth, positions, rope, 1e-5, false), ids, 0);
        }

        List<Prompt> prompts() {
            int[] text = IntStream.range(0, PROMPT_TOKENS).map(i -> 3 + 7 * i).toArray();
            return List.of(new Prompt("benchmark", text, List.of()));
        }

        /** Exactly so many tokens, whatever the model says. */
        Request request() {
            return new Request(new Sampler.Random(1, 50, 1, 1), Limits.image(ids, TOKENS, TOKENS));
        }
    }

    private GenerationBenchmark() {}

    /** Arguments: the file for the figures, and how many rounds. */
    public static void main(String[] args) throws IOException {
        ObjectNode figures = JSON.createObjectNode();
        System.out.printf("%-6s %12s %16s %16s %8s%n", "size", "parameters", "cached tok/s", "uncached tok/s", "ratio");
        double least = SIZES.stream()
                .mapToDouble(size -> measure(size, Integer.parseInt(args[1]), figures.putObject(size.name())))
                .min()
                .orElseThrow();
        JSON.writeValue(Path.of(args[0]).toFile(), figures);
        System.out.printf(
                Locale.ROOT,
                "%d tokens come at least %.1f times as fast with the cache as without, and are the same%n",
                TOKENS,
                least);
        if (least < GOAL) {
            System.out.printf(Locale.ROOT, "goal missed: %.0f times%n", GOAL);
            System.exit(1);
        }
    }

    private static double measure(Size size, int rounds, ObjectNode figures) {
        UnifiedModel model = size.declare();
        try (FrozenParameters parameters = FrozenParameters.initialize(model.parameters(), 1)) {
            model.parameters().stream().filter(Parameter::decays).forEach(p -> p.value()
                    .muli(10));
            Supplier<List<Continuation>> cached = () -> new Generator(model).generate(size.prompts(), size.request());
            Supplier<List<Continuation>> uncached =
                    () -> UncachedScores.generate(model, size.prompts(), size.request());
            int[] tokens = cached.get().get(0).ids();
            Rounds timed = Rounds.run(
                    WARM_UP,
                    rounds,
                    Rounds.timed(() -> check(cached.get(), tokens)),
                    Rounds.timed(() -> check(uncached.get(), tokens)));
            long numbers =
                    model.parameters().stream().mapToLong(Parameter::size).sum();
            return report(size, numbers, timed, figures);
        }
    }

    private static void check(List<Continuation> found, int[] expected) {
        if (!Arrays.equals(found.get(0).ids(), expected)) {
            throw new IllegalStateException("with the cache come other tokens than without");
        }
    }

    private static double report(Size size, long numbers, Rounds timed, ObjectNode figures) {
        double with = TOKENS / timed.seconds(0);
        double without = TOKENS / timed.seconds(1);
        double ratio = timed.ratio(1, 0);
        System.out.printf(Locale.ROOT, "%-6s %,12d %16.1f %16.1f %8.1f%n", size.name(), numbers, with, without, ratio);
        figures.put("parameters", numbers).put("tokens", TOKENS);
        figures.put("tokensPerSecond", with)
                .put("uncachedTokensPerSecond", without)
                .put("ratio", ratio);
        return ratio;
    }
}
