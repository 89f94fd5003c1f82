package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.Letters;
import org.sparklavit.data.stream.TokenRowsOf;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.Generator.Request;
import org.sparklavit.tensor.Autograd;

class GeneratorTest {
    private static final int TOKENS = 12;
    private static final Sampler DICE = new Sampler.Random(2.0, 0, 1.0, 3);

    static Stream<Decoding> decodings() {
        return Stream.of(new Sampler.Greedy(), new Sampler.Random(1.5, 10, 0.95, 7), new Decoding.Beam(4, 1.0), DICE);
    }

    @ParameterizedTest
    @MethodSource("decodings")
    void theCacheChangesNothing(Decoding decoding) {
        for (long seed = 1; seed <= 4; seed++) {
            try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, seed)) {
                List<Prompt> prompts = prompts(tiny.ids());
                Request request = new Request(decoding, Limits.text(tiny.ids(), 0, TOKENS));
                assertThat(ids(tiny.generator().generate(prompts, request)))
                        .isEqualTo(ids(UncachedScores.generate(tiny.model(), prompts, request)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decodings")
    void aPromptGetsTheSameAloneAndAmongOthers(Decoding decoding) {
        try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, 8)) {
            List<Prompt> prompts = prompts(tiny.ids());
            Request request = new Request(decoding, Limits.text(tiny.ids(), 0, TOKENS));
            List<List<Integer>> alone = prompts.stream()
                    .map(prompt -> ids(tiny.generator().generate(List.of(prompt), request))
                            .get(0))
                    .toList();
            assertThat(ids(tiny.generator().generate(prompts, request))).isEqualTo(alone);
        }
    }

    @Test
    void guidanceOfOneIsNoGuidanceAndMoreIsSome() {
        try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, 9)) {
            List<Prompt> prompts = prompts(tiny.ids());
            List<List<Integer>> plain = ids(draw(tiny, prompts, Guidance.NONE));
            assertThat(ids(draw(tiny, prompts, guidance(tiny, 1)))).isEqualTo(plain);
            assertThat(ids(draw(tiny, prompts, guidance(tiny, 4)))).isNotEqualTo(plain);
        }
    }

    @Test
    void guidedScoresAreThoseOfTwoModelsMixed() {
        try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, 10)) {
            List<Prompt> prompts = prompts(tiny.ids());
            Guidance guidance = guidance(tiny, 3);
            Request request = new Request(DICE, Limits.image(tiny.ids(), 0, TOKENS), guidance);
            List<Continuation> expected;
            try (Autograd off = Autograd.off()) {
                List<Prompt> without =
                        prompts.stream().map(prompt -> guidance.unconditional()).toList();
                expected = Generator.decode(
                        prompts,
                        request,
                        new Mixed(
                                new UncachedScores(tiny.model(), new StoredFeatures(), prompts),
                                new UncachedScores(tiny.model(), new StoredFeatures(), without),
                                guidance));
            }
            assertThat(ids(tiny.generator().generate(prompts, request))).isEqualTo(ids(expected));
        }
    }

    /** The definition of guidance: two models side by side. */
    private record Mixed(NextScores with, NextScores without, Guidance guidance) implements NextScores {
        @Override
        public float[][] ofPrompts() {
            return mix(with.ofPrompts(), without.ofPrompts());
        }

        @Override
        public float[][] after(int[] tokens) {
            return mix(with.after(tokens), without.after(tokens));
        }

        private float[][] mix(float[][] conditional, float[][] unconditional) {
            for (int row = 0; row < conditional.length; row++) {
                for (int id = 0; id < conditional[row].length; id++) {
                    float base = unconditional[row][id];
                    conditional[row][id] = (float) (base + guidance.scale() * ((double) conditional[row][id] - base));
                }
            }
            return conditional;
        }

        @Override
        public void choose(int[] rows) {
            with.choose(rows);
            without.choose(rows);
        }

        @Override
        public void close() {}
    }

    @Test
    void visualIdsNeverComeInTextNorTextInImages() {
        try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, 5)) {
            Vocabulary ids = tiny.ids();
            for (Continuation text : all(tiny, Limits.text(ids, 0, TOKENS))) {
                assertThat(Arrays.stream(text.ids())).allMatch(id -> id < ids.textSize());
            }
            for (Continuation image : all(tiny, Limits.image(ids, 0, TOKENS))) {
                assertThat(Arrays.stream(image.ids())).allMatch(ids::isCode);
            }
        }
    }

    @Test
    void suppressedRangesNeverCome() {
        try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, 5)) {
            Limits limits = Limits.text(tiny.ids(), 0, TOKENS)
                    .suppressing(List.of(new IdRange(0, 5), new IdRange(9, 20), new IdRange(500, 600)));
            for (Continuation text : all(tiny, limits)) {
                assertThat(Arrays.stream(text.ids())).allMatch(id -> (id >= 5 && id < 9) || id >= 20);
            }
        }
    }

    @Test
    void anImageHasAtLeastAndAtMostSoManyTokens() {
        try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, 6)) {
            List<Continuation> free = all(tiny, Limits.image(tiny.ids(), 0, 40));
            assertThat(free).anyMatch(image -> image.isStopped() && image.ids().length < 9);
            List<Continuation> bounded = all(tiny, Limits.image(tiny.ids(), 9, 10));
            assertThat(bounded).allMatch(image -> image.ids().length == 9 || image.ids().length == 10);
            assertThat(bounded).filteredOn(image -> !image.isStopped()).allMatch(image -> image.ids().length == 10);
        }
    }

    @Test
    void drawsRepeatBySeedAndDifferByPrompt() {
        try (TinyModel tiny = new TinyModel(TinyModel.FEATURE_WIDTH, 6)) {
            Prompt first = prompts(tiny.ids()).get(0);
            Prompt twin = new Prompt("twin", first.ids(), first.images());
            List<List<Integer>> drawn = draw(tiny, first, twin, 1);
            assertThat(drawn).isEqualTo(draw(tiny, first, twin, 1)).isNotEqualTo(draw(tiny, first, twin, 2));
            assertThat(drawn.get(0)).isNotEqualTo(drawn.get(1));
        }
    }

    private static List<List<Integer>> draw(TinyModel tiny, Prompt first, Prompt second, long seed) {
        Sampler dice = new Sampler.Random(1.5, 10, 0.95, seed);
        return ids(tiny.generator()
                .generate(List.of(first, second), new Request(dice, Limits.text(tiny.ids(), 0, TOKENS))));
    }

    private static List<Continuation> draw(TinyModel tiny, List<Prompt> prompts, Guidance guidance) {
        return tiny.generator().generate(prompts, new Request(DICE, Limits.image(tiny.ids(), 0, TOKENS), guidance));
    }

    private static Guidance guidance(TinyModel tiny, double scale) {
        return new Guidance(scale, new Prompt("", new int[] {tiny.ids().imageStart()}, List.of()));
    }

    /** With each decoding, all prompts. */
    private static List<Continuation> all(TinyModel tiny, Limits limits) {
        return decodings()
                .flatMap(decoding ->
                        tiny.generator().generate(prompts(tiny.ids()), new Request(decoding, limits)).stream())
                .toList();
    }

    private static List<List<Integer>> ids(List<Continuation> continuations) {
        return continuations.stream()
                .map(one -> Arrays.stream(one.ids()).boxed().toList())
                .toList();
    }

    /** An image of four features, one of two between texts with a third, and a text: prompts of different lengths. */
    private static List<Prompt> prompts(Vocabulary ids) {
        int open = ids.imageStart();
        int close = ids.imageEnd();
        int code = ids.idOfCode(3);
        return List.of(
                new Prompt("a", new int[] {open, code, code, code, code, close}, List.of(image(1, 4))),
                new Prompt(
                        "b",
                        new int[] {4, open, code, code, close, 7, 8, open, code, close, 2},
                        List.of(image(2, 2), image(8, 1))),
                new Prompt("c", new Letters().encode("some words"), List.of()));
    }

    private static ImageSpan image(int start, int tokens) {
        byte[] features = TokenRowsOf.row("", "", TinyModel.FEATURE_WIDTH, new int[tokens])
                .features();
        return new ImageSpan(start, tokens, new ImageInput.Stored(features), false);
    }
}
