package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.stream.Letters;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TokenRowsOf;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.Generator.Limits;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Tensors;

class GeneratorTest {
    private static final int TOKENS = 12;

    @Test
    void theCacheChangesNothing() {
        for (long seed = 1; seed <= 4; seed++) {
            try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, seed)) {
                UnifiedModel model = tiny.model();
                List<TokenSequence> prompts = prompts(model.vocabulary());
                Limits limits = Limits.text(model.vocabulary(), TOKENS);
                List<int[]> together = new Generator(model).generate(prompts, limits, new Sampler.Greedy());
                for (int i = 0; i < prompts.size(); i++) {
                    assertThat(together.get(i)).containsExactly(uncached(model, prompts.get(i), limits));
                }
            }
        }
    }

    @Test
    void visualIdsNeverComeInTextNorTextInImages() {
        try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, 5)) {
            Vocabulary ids = tiny.model().vocabulary();
            Generator generator = new Generator(tiny.model());
            Sampler dice = new Sampler.Random(2.0, 0, 1.0, 3);
            for (int[] text : generator.generate(prompts(ids), Limits.text(ids, TOKENS), dice)) {
                assertThat(Arrays.stream(text)).allMatch(id -> id < ids.textSize());
            }
            for (int[] image : generator.generate(prompts(ids), Limits.image(ids, TOKENS), dice)) {
                assertThat(Arrays.stream(image)).allMatch(ids::isCode);
            }
        }
    }

    @Test
    void drawsRepeatBySeed() {
        try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, 6)) {
            assertThat(draw(tiny, 1)).isEqualTo(draw(tiny, 1)).isNotEqualTo(draw(tiny, 2));
        }
    }

    private static String draw(TinyModel tiny, long seed) {
        Vocabulary ids = tiny.model().vocabulary();
        Sampler dice = new Sampler.Random(1.5, 10, 0.95, seed);
        List<int[]> drawn = new Generator(tiny.model()).generate(prompts(ids), Limits.text(ids, TOKENS), dice);
        return Arrays.deepToString(drawn.toArray());
    }

    /** Reads the whole sequence again for every token. */
    private static int[] uncached(UnifiedModel model, TokenSequence prompt, Limits limits) {
        List<Integer> ids = new ArrayList<>(Arrays.stream(prompt.ids()).boxed().toList());
        while (ids.size() < prompt.ids().length + limits.maxTokens()) {
            int next = best(model, sequence(prompt, ids), limits);
            if (next == limits.stop()) {
                break;
            }
            ids.add(next);
        }
        return ids.stream()
                .skip(prompt.ids().length)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int best(UnifiedModel model, TokenSequence sequence, Limits limits) {
        try (NDManager manager = Tensors.newManager();
                Autograd off = Autograd.off()) {
            RowBatch rows = new PromptBatch(List.of(sequence)).rows(manager, new StoredFeatures());
            NDArray hidden = model.llama()
                    .hidden(
                            model.inputs(rows),
                            rows.positions(),
                            Attending.causal(model.llama().config()));
            float[] scores = model.llama().logits(hidden.get("0, -1")).toFloatArray();
            int best = limits.stop();
            for (int id = limits.firstAllowed(); id < limits.endAllowed(); id++) {
                best = scores[id] > scores[best] ? id : best;
            }
            return best;
        }
    }

    private static TokenSequence sequence(TokenSequence prompt, List<Integer> ids) {
        return new TokenSequence(
                "", prompt.stream(), ids.stream().mapToInt(Integer::intValue).toArray(), prompt.image(), 1);
    }

    /** An image of four features, one of two, and a text: prompts of different lengths. */
    private static List<TokenSequence> prompts(Vocabulary ids) {
        SequenceBuilder builder = new SequenceBuilder(
                ids,
                new Letters(),
                new SequenceConfig(64, LongSamples.CUT),
                new Objective.Unified(Condition.CONTINUOUS, true));
        return List.of(
                builder.imagePrompt(TokenRowsOf.row("a", "", TinyModel.FEATURE_WIDTH, 1, 2, 3, 4)),
                builder.imagePrompt(TokenRowsOf.row("b", "", TinyModel.FEATURE_WIDTH, 5, 6)),
                new TokenSequence("", Stream.TEXT, new Letters().encode("some words"), ImageSpan.NONE, 1));
    }
}
