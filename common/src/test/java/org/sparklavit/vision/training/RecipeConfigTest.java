package org.sparklavit.vision.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigLoader;

class RecipeConfigTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-6);
    private static final long STEPS = 1000;

    private final RecipeConfig recipe = ConfigLoader.loadText(
                    RecipeConfig.class,
                    "continuous-steps = 1000, final-noise = 0.2, objective.keep-ratio = 0.4",
                    "test")
            .value();

    @Test
    void allPatchesAreKeptAtFirstAndTheConfiguredShareWellBeforeTheCodebookStarts() {
        assertThat(recipe.keepRatioAt(1)).isEqualTo(1);
        assertThat(recipe.keepRatioAt(STEPS)).isCloseTo(0.4, CLOSE);
        assertThat(recipe.keepRatioAt(STEPS + 1)).isCloseTo(0.4, CLOSE);
        for (long step = 2; step <= STEPS; step++) {
            assertThat(recipe.keepRatioAt(step)).isLessThanOrEqualTo(recipe.keepRatioAt(step - 1));
        }
    }

    @Test
    void theNoiseFallsToItsFinalScale() {
        assertThat(recipe.noiseAt(1)).isEqualTo(1);
        assertThat(recipe.noiseAt(STEPS)).isCloseTo(0.2, CLOSE);
    }

    @Test
    void aSelectorThatStandsStillKeepsWhatTokenisingWillKeep() {
        assertThat(recipe.noiseAt(STEPS + 1)).isZero();
        RecipeConfig learning = ConfigLoader.loadText(
                        RecipeConfig.class, "continuous-steps = 1000, final-noise = 0.2, train-selector = true", "test")
                .value();
        assertThat(learning.noiseAt(2 * STEPS)).isCloseTo(0.2, CLOSE);
    }

    @Test
    void theCodebookStartsAfterTheFirstStage() {
        assertThat(recipe.quantises(STEPS)).isFalse();
        assertThat(recipe.quantises(STEPS + 1)).isTrue();
    }
}
