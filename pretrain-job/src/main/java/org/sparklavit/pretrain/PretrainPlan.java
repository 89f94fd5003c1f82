package org.sparklavit.pretrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.Parameter;

/** What a configuration would cost, for {@code --dry-run}: counted from the declared model, which takes no memory. */
final class PretrainPlan {
    private final PretrainConfig config;
    private final Recipe recipe;
    private final long parameters;

    PretrainPlan(PretrainConfig config, Recipe recipe) {
        this.config = config;
        this.recipe = recipe;
        UnifiedModel model = recipe.declare();
        recipe.features().declareMerger(model);
        parameters = model.parameters().stream().mapToLong(Parameter::size).sum();
    }

    /** The number of trained numbers. */
    long parameters() {
        return parameters;
    }

    /** In a few lines. */
    String text() {
        LlamaConfig llama = recipe.llama();
        long rowsPerStep = config.training().globalBatch();
        long tokensPerStep = rowsPerStep * config.sequences().window();
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "model      %,d parameters: %d blocks of width %d, %d heads over %d groups",
                parameters, llama.blocks(), llama.width(), llama.heads(), llama.groups()));
        lines.add(format(
                "vocabulary %,d ids: %,d text, 2 marks, %,d codes",
                recipe.vocabulary().size(),
                recipe.vocabulary().textSize(),
                recipe.vocabulary().codebookSize()));
        if (recipe.features() instanceof FeatureSource.Online online) {
            lines.add("features   computed of the images; the merger is "
                    + (online.trainsMerger() ? "trained" : "frozen"));
        }
        config.sources()
                .forEach(s -> lines.add(format(
                        "source     %s, %.0f%% of samples, %s",
                        s.stream().metric(), 100 * s.weight() / totalWeight(), s.path())));
        lines.add(format(
                "step       %,d rows of %,d tokens = up to %,d tokens, on %d ranks with %d micro-batches of %d each",
                rowsPerStep,
                config.sequences().window(),
                tokensPerStep,
                config.worldSize(),
                config.training().accumulation(config.worldSize()),
                config.training().microBatch()));
        lines.add(format(
                "run        %,d steps = up to %,d tokens, %d lanes",
                config.training().steps(), config.training().steps() * tokensPerStep, recipe.lanes()));
        lines.addAll(new MemoryPlan(config, recipe, parameters).lines());
        lines.add("write      " + config.output());
        return String.join("\n", lines);
    }

    private double totalWeight() {
        return config.sources().stream().mapToDouble(SourceConfig::weight).sum();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
