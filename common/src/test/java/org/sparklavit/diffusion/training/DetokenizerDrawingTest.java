package org.sparklavit.diffusion.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.Detokenizer;
import org.sparklavit.diffusion.DetokenizerFolder;
import org.sparklavit.diffusion.DrawingConfig;
import org.sparklavit.diffusion.TinyDiffusion;
import org.sparklavit.diffusion.UNetSource;
import org.sparklavit.tensor.Autograd;

class DetokenizerDrawingTest {
    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    private DetokenizerRuns runs;

    @BeforeEach
    void writeTokenizer() throws IOException {
        runs = new DetokenizerRuns(folder);
    }

    @Test
    void whatIsWrittenDrawsTheTokensOfItsOwnTokenizerAlone() throws Exception {
        for (DetokenizerRecipe recipe : List.of(runs.pixels(), runs.latents())) {
            String name = "drawn-" + recipe.space().getClass().getSimpleName();
            runs.train(1, DetokenizerRuns.BATCH, 4, recipe, name);
            String detokenizer = runs.path(name);
            List<int[]> codes = List.of(new int[] {1, 2, 3}, new int[] {63});
            DrawingConfig settings = new DrawingConfig(5, 2, 7);
            try (Detokenizer opened = Detokenizer.open(storage, detokenizer, runs.path("tokenizer"))) {
                List<RgbImage> both = opened.draw(codes, settings);
                assertThat(both)
                        .allSatisfy(picture -> assertThat(picture.width()).isEqualTo(TinyDiffusion.SIDE));
                RgbImage alone = opened.draw(codes.subList(1, 2), settings, 1).get(0);
                assertThat(differences(alone, both.get(1))).isZero();
                assertThatThrownBy(() -> opened.draw(List.of(new int[] {64}), settings))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("an image has the code 64 but codes go from 0 to 63");
                assertThatThrownBy(() -> opened.draw(List.of(new int[0]), settings))
                        .hasMessage("an image has 0 codes but must have 1 to 16");
                assertThatThrownBy(() -> opened.checkFingerprint("abc", "the token dump in out/tokens"))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContainingAll(opened.tokenizerFingerprint(), "out/tokens is of abc");
            }
        }
    }

    @Test
    void guidancePushesAwayFromWhatIsDrawnWithoutTokens() throws Exception {
        runs.train(1, DetokenizerRuns.BATCH, 20, runs.pixels(), "guided");
        String detokenizer = runs.path("guided");
        List<int[]> codes = List.of(new int[] {1, 2, 3});
        try (Detokenizer opened = Detokenizer.open(storage, detokenizer, runs.path("tokenizer"))) {
            RgbImage plain = opened.draw(codes, new DrawingConfig(5, 1, 7)).get(0);
            // Far more than anybody would ask for: after so few steps the tokens mean little.
            RgbImage guided = opened.draw(codes, new DrawingConfig(5, 30, 7)).get(0);
            RgbImage again = opened.draw(codes, new DrawingConfig(5, 30, 7)).get(0);
            assertThat(differences(guided, plain)).isPositive();
            assertThat(differences(guided, again)).isZero();
        }
    }

    /** Bytes that are more than one level apart: libtorch may round another way for another batch. */
    private static long differences(RgbImage a, RgbImage b) {
        return IntStream.range(0, a.pixels().length)
                .filter(i -> Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff)) > 1)
                .count();
    }

    @Test
    void aUNetThatWasTrainedBeforeGoesOn() throws Exception {
        runs.train(1, DetokenizerRuns.BATCH, 4, runs.pixels(), "first");
        DetokenizerRecipe again =
                new DetokenizerRecipe(TinyDiffusion.pixels(), new UNetSource.Diffusers(runs.path("first")), 0.1, 0.9);
        try (FrozenTokenizer tokenizer = runs.tokenizer();
                Autograd still = Autograd.off();
                DetokenizerLearner learner = runs.open(again, tokenizer)) {
            learner.write(new DetokenizerFolder(storage, runs.path("second")));
        }
        for (String file : List.of(
                "unet/config.json", "unet/diffusion_pytorch_model.safetensors", "scheduler/scheduler_config.json")) {
            assertThat(folder.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("first").resolve(file));
        }
    }
}
