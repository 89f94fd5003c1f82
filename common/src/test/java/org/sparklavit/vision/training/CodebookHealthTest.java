package org.sparklavit.vision.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparklavit.vision.MaskGradient;

class CodebookHealthTest {
    private static final int CODES = 512;

    @Test
    void aHealthyCodebookIsLeftAlone() {
        CodebookHealth health = health(CodebookConfig.Start.K_MEANS, CodebookConfig.Update.EMA, true, 1000);
        assertThat(health.warnings(1, Map.of("loss", 0.2))).isEmpty();
        assertThat(health.warnings(2, Map.of("codeUsage", 0.98))).isEmpty();
        assertThat(health.warnings(3, Map.of("codeUsage", 0.76))).isEmpty();
    }

    @Test
    void eachFallIsToldOnce() {
        CodebookHealth health = health(CodebookConfig.Start.K_MEANS, CodebookConfig.Update.EMA, true, 1000);
        assertThat(health.warnings(7, Map.of("codeUsage", 0.6)))
                .singleElement()
                .asString()
                .startsWith("step 7: codeUsage fell from 100% to 60% of 512 codes.");
        assertThat(health.warnings(8, Map.of("codeUsage", 0.59))).isEmpty();
        assertThat(health.warnings(9, Map.of("codeUsage", 0.4)))
                .singleElement()
                .asString()
                .contains("from 60% to 40%");
        assertThat(health.warnings(10, Map.of("codeUsage", 0.9))).isEmpty();
        assertThat(health.warnings(11, Map.of("codeUsage", 0.5)))
                .singleElement()
                .asString()
                .contains("from 90% to 50%");
    }

    @Test
    void theRemedyIsWhatTheConfigurationLacks() {
        assertThat(remedy(CodebookConfig.Start.K_MEANS, CodebookConfig.Update.EMA, true, 2))
                .contains("about 200 features", "recipe.codebook.window-steps");
        assertThat(remedy(CodebookConfig.Start.RANDOM, CodebookConfig.Update.GRADIENT, false, 1000))
                .contains("recipe.codebook.revive = true");
        assertThat(remedy(CodebookConfig.Start.RANDOM, CodebookConfig.Update.GRADIENT, true, 1000))
                .contains("recipe.codebook.update = ema");
        assertThat(remedy(CodebookConfig.Start.RANDOM, CodebookConfig.Update.EMA, true, 1000))
                .contains("recipe.codebook.start = k-means");
        assertThat(remedy(CodebookConfig.Start.K_MEANS, CodebookConfig.Update.EMA, true, 1000))
                .contains("recipe.continuous-steps");
    }

    private static String remedy(
            CodebookConfig.Start start, CodebookConfig.Update update, boolean revive, double featuresPerStep) {
        List<String> warnings = health(start, update, revive, featuresPerStep).warnings(1, Map.of("codeUsage", 0.1));
        assertThat(warnings).hasSize(1);
        return warnings.get(0);
    }

    private static CodebookHealth health(
            CodebookConfig.Start start, CodebookConfig.Update update, boolean revive, double featuresPerStep) {
        CodebookConfig codebook = new CodebookConfig(start, 32, 10, update, 0.99, 100, revive);
        ObjectiveConfig objective = new ObjectiveConfig(0.33333333, 2, ObjectiveConfig.RateOver.BATCH, 1);
        RecipeConfig recipe = new RecipeConfig(100, false, 0, MaskGradient.BOUNDED, objective, codebook);
        return new CodebookHealth(recipe, CODES, featuresPerStep);
    }
}
