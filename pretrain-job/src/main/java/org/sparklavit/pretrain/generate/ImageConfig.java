package org.sparklavit.pretrain.generate;

import java.io.Serializable;
import java.util.List;
import org.sparklavit.config.Setting;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.Decoding;
import org.sparklavit.language.Generator;
import org.sparklavit.language.Guidance;
import org.sparklavit.language.IdRange;
import org.sparklavit.language.Limits;
import org.sparklavit.language.Prompt;

/** How the tokens of an image are generated; the defaults are LaVIT's. */
public record ImageConfig(
        @Setting(
                help = "How tokens are chosen: greedy, random, or beam (the most probable image as a whole).",
                defaultsTo = "{ type = random }")
        Decoding decoding,

        @Setting(
                help = "How much more the prompt counts than without guidance, at twice the work (arXiv 2207.12598); 1"
                        + " for none.",
                defaultsTo = "4.0",
                range = ">= 0")
        double guidance,

        @Setting(help = "Tokens before which an image cannot end.", unit = "tokens", defaultsTo = "20", range = ">= 1")
        int minTokens,

        @Setting(help = "Tokens after which an image ends.", unit = "tokens", defaultsTo = "200", range = ">= 1")
        int maxTokens,

        @Setting(help = "Ids that never come, beside those of text: [{ from = 0, to = 3 }].", defaultsTo = "[]")
        List<IdRange> suppress)
        implements Serializable {
    /** Checks the order. */
    public ImageConfig {
        if (minTokens > maxTokens) {
            throw new IllegalArgumentException("'min-tokens' is set to " + minTokens
                    + " but must not be above 'max-tokens' = " + maxTokens + ". Change one of them.");
        }
    }

    /** For a model with these ids. Without a condition there is nothing before the image. */
    Generator.Request request(Vocabulary ids) {
        Prompt unconditional = new Prompt("", new int[] {ids.imageStart()}, List.of());
        return new Generator.Request(
                decoding,
                Limits.image(ids, minTokens, maxTokens).suppressing(suppress),
                new Guidance(guidance, unconditional));
    }
}
