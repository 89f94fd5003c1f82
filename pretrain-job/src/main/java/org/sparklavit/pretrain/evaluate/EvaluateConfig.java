package org.sparklavit.pretrain.evaluate;

import java.util.List;
import java.util.Optional;
import org.sparklavit.config.Setting;
import org.sparklavit.diffusion.DrawingConfig;
import org.sparklavit.pretrain.generate.GenerateConfig;
import org.sparklavit.pretrain.generate.ImageConfig;
import org.sparklavit.pretrain.generate.PromptColumns;
import org.sparklavit.pretrain.generate.Task;
import org.sparklavit.pretrain.generate.TextConfig;

/** Configuration of the evaluate job. */
public record EvaluateConfig(
        @Setting(help = "Folder of a model exported by pretrain (OUT/export).")
        String model,

        @Setting(help = "Folder of the visual tokenizer that made the model's training tokens.")
        String tokenizer,

        @Setting(help = "Output folder of train-detokenizer; left out, pixels are not measured and nothing is drawn.")
        Optional<String> detokenizer,

        @Setting(help = "Held-out images with captions: the output folder of shard.")
        String shards,

        @Setting(help = "Folder for evaluation.json and evaluation.html: empty, or not there yet.")
        String output,

        @Setting(
                help = "What to measure: captioning, reconstruction, drawing (text to image), perplexity.",
                defaultsTo = "[captioning, reconstruction, drawing, perplexity]")
        List<Measure> measure,

        @Setting(help = "Images, from the first one on.", unit = "images", defaultsTo = "500", range = ">= 2")
        int images,

        @Setting(
                help = "Captions to draw, from the first one on; of a drawn corpus, those of one object.",
                unit = "captions",
                defaultsTo = "100",
                range = ">= 2")
        int drawings,

        @Setting(help = "Written captions.", defaultsTo = "{}")
        TextConfig text,

        @Setting(help = "Drawn images, as tokens.", defaultsTo = "{}")
        ImageConfig imageTokens,

        @Setting(help = "From tokens to pixels.", defaultsTo = "{}")
        DrawingConfig drawing,

        @Setting(help = "What ids cost.", defaultsTo = "{}") PerplexityConfig perplexity,

        @Setting(help = "Images or prompts computed at once.", defaultsTo = "32", range = ">= 1")
        int batch,

        @Setting(help = "Examples of each measure on the page.", defaultsTo = "24", range = "[0, 200]")
        int examples) {
    /** How prompts are answered for {@code task}: as the generate job would. */
    GenerateConfig generating(Task task) {
        return new GenerateConfig(
                task,
                model,
                Optional.of(tokenizer),
                detokenizer,
                Optional.of(""),
                Optional.empty(),
                List.of(),
                1,
                Optional.empty(),
                new PromptColumns("id", "prompt", "image", "images"),
                Optional.empty(),
                "{}",
                text,
                imageTokens,
                drawing,
                batch,
                1,
                0);
    }
}
