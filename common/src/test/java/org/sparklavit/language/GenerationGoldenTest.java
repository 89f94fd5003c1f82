package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.SafeTensors;

/**
 * Greedy, beam search, suppressed ids, fewest tokens and guidance against transformers' {@code generate}
 * ({@code tools/golden/generation.py}), id for id.
 */
class GenerationGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void agreesWithTransformers() throws IOException {
        JsonNode golden = JSON.readTree(Files.readString(GOLDEN.resolve("generation.json")));
        ConfigJson config = ConfigJson.parse(Files.readString(GOLDEN.resolve("llama/grouped.json")), "grouped");
        Vocabulary vocabulary = new Vocabulary(
                golden.path("textIds").asInt(), 0, golden.path("end").asInt());
        UnifiedModel model = new UnifiedModel(config.config(), vocabulary, 0);
        try (FrozenParameters parameters = FrozenParameters.initialize(model.parameters(), 0)) {
            read(model);
            for (JsonNode one : golden.path("cases")) {
                List<List<Integer>> tokens = new Generator(model)
                        .generate(prompts(golden), request(one, golden, vocabulary)).stream()
                                .map(Continuation::ids)
                                .map(GenerationGoldenTest::boxed)
                                .toList();
                assertThat(tokens).as(one.toString()).isEqualTo(lists(one.path("tokens")));
            }
        }
    }

    private static void read(UnifiedModel model) throws IOException {
        try (SafeTensors file = SafeTensors.open(GOLDEN.resolve("llama/grouped.safetensors"))) {
            WeightsReader reader = new WeightsReader(model, model.vocabulary().size(), 0);
            model.parameters().forEach(p -> reader.read(file, p.name()));
            reader.finish(model.parameters(), "the fixture");
        }
    }

    private static Generator.Request request(JsonNode one, JsonNode golden, Vocabulary vocabulary) {
        int beams = one.path("beams").asInt();
        Decoding decoding = beams == 1
                ? new Sampler.Greedy()
                : new Decoding.Beam(beams, one.path("penalty").asDouble());
        Limits limits = Limits.text(
                vocabulary, one.path("minTokens").asInt(), one.path("maxTokens").asInt());
        List<IdRange> suppressed = new ArrayList<>();
        one.path("suppressed").forEach(id -> suppressed.add(new IdRange(id.asInt(), id.asInt() + 1)));
        Prompt negative = new Prompt("", ids(golden.path("negative")), List.of());
        Guidance guidance = new Guidance(one.path("guidance").asDouble(), negative);
        return new Generator.Request(decoding, limits.suppressing(suppressed), guidance);
    }

    private static List<Prompt> prompts(JsonNode golden) {
        List<Prompt> prompts = new ArrayList<>();
        golden.path("prompts").forEach(ids -> prompts.add(new Prompt("", ids(ids), List.of())));
        return prompts;
    }

    private static int[] ids(JsonNode list) {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = list.get(i).asInt();
        }
        return ids;
    }

    private static List<Integer> boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    private static List<List<Integer>> lists(JsonNode node) {
        List<List<Integer>> lists = new ArrayList<>();
        node.forEach(list -> lists.add(boxed(ids(list))));
        return lists;
    }
}
