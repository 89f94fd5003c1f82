package org.sparklavit.vision.training;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Watches the share of codes in use and says what to do when it falls: those who trained LaVIT's tokenizer alone saw
 * their codebooks collapse, with less than an eighth of the codes in use, and learned of it at the end.
 */
final class CodebookHealth {
    /** A fall to this share of what it was is worth a word. */
    private static final double FALL = 0.75;
    /** With fewer features in a window, codes that are in use go unseen. */
    private static final int FEATURES_PER_CODE = 4;

    private final RecipeConfig recipe;
    private final int codes;
    private final double featuresPerStep;
    /** The highest usage since the last warning. */
    private double usageBefore = 1;

    /** Watches over {@code codes} codes that {@code featuresPerStep} features choose in a step, over all ranks. */
    CodebookHealth(RecipeConfig recipe, int codes, double featuresPerStep) {
        this.recipe = recipe;
        this.codes = codes;
        this.featuresPerStep = featuresPerStep;
    }

    /** At most one sentence, with its remedy; none where usage holds or nothing is quantised yet. */
    List<String> warnings(long step, Map<String, Double> figures) {
        double usage = figures.getOrDefault("codeUsage", 1.0);
        if (usage >= FALL * usageBefore) {
            usageBefore = Math.max(usageBefore, usage);
            return List.of();
        }
        String warning = String.format(
                Locale.ROOT,
                "step %d: codeUsage fell from %.0f%% to %.0f%% of %d codes. %s",
                step,
                100 * usageBefore,
                100 * usage,
                codes,
                remedy());
        usageBefore = usage;
        return List.of(warning);
    }

    private String remedy() {
        CodebookConfig codebook = recipe.codebook();
        double inWindow = featuresPerStep * codebook.windowSteps();
        if (inWindow < FEATURES_PER_CODE * (double) codes) {
            return String.format(
                    Locale.ROOT,
                    "They are counted over windows of about %.0f features, too few for so many codes: raise"
                            + " 'recipe.codebook.window-steps' or 'training.global-batch'.",
                    inWindow);
        }
        if (!codebook.revive()) {
            return "Dead codes stay dead: set 'recipe.codebook.revive = true'.";
        }
        if (codebook.update() != CodebookConfig.Update.EMA) {
            return "Codes that nothing chooses get no gradient: set 'recipe.codebook.update = ema'.";
        }
        if (codebook.start() != CodebookConfig.Start.K_MEANS) {
            return "They did not start among the features: set 'recipe.codebook.start = k-means'.";
        }
        return "Features may still be moving: lengthen 'recipe.continuous-steps', lower"
                + " 'training.optimizer.learning-rate', or ask for fewer codes with 'tokenizer.codebook-size'.";
    }
}
