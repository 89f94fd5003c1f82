package org.sparklavit.pretrain;

import java.util.Optional;
import org.sparklavit.config.Setting;

/** Configuration of the evaluate-captions job. */
public record EvaluateCaptionsConfig(
        @Setting(help = "Folder of a model exported by pretrain (OUT/export).")
        String model,

        @Setting(help = "Token dump of held-out images: the output folder of tokenize.")
        String input,

        @Setting(
                help = "The shards that tokenize has read for input, for a model that was trained with a merger of its"
                        + " own: features are computed of these images.")
        Optional<String> shards,

        @Setting(help = "Folder of the tokenizer that made input; needed with shards.")
        Optional<String> tokenizer,

        @Setting(help = "JSON file for the figures; only the console is written if left out.")
        Optional<String> output,

        @Setting(
                help = "Images with exactly one object that are captioned, from the first row on.",
                unit = "images",
                range = ">= 1",
                defaultsTo = "200")
        int images,

        @Setting(help = "Images captioned at once.", unit = "images", range = ">= 1", defaultsTo = "32")
        int batch,

        @Setting(help = "Tokens after which a caption ends.", unit = "tokens", range = ">= 1", defaultsTo = "48")
        int maxTokens) {
    /** Checks what belongs together. */
    public EvaluateCaptionsConfig {
        if (shards.isPresent() != tokenizer.isPresent()) {
            throw new IllegalArgumentException("'shards' and 'tokenizer' belong together but only '"
                    + (shards.isPresent() ? "shards" : "tokenizer") + "' is set: give both, or neither");
        }
    }
}
