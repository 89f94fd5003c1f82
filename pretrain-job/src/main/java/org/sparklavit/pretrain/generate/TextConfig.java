package org.sparklavit.pretrain.generate;

import java.io.Serializable;
import java.util.List;
import org.sparklavit.config.Setting;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.Decoding;
import org.sparklavit.language.Generator;
import org.sparklavit.language.IdRange;
import org.sparklavit.language.Limits;

/** How text is generated. */
public record TextConfig(
        @Setting(
                help = "How tokens are chosen: greedy, random, or beam (the most probable text as a whole).",
                defaultsTo = "{ type = greedy }")
        Decoding decoding,

        @Setting(help = "Tokens before which a text cannot end.", unit = "tokens", defaultsTo = "1", range = ">= 0")
        int minTokens,

        @Setting(help = "Tokens after which a text ends.", unit = "tokens", defaultsTo = "64", range = ">= 1")
        int maxTokens,

        @Setting(help = "Ids that never come, beside those of images: [{ from = 0, to = 3 }].", defaultsTo = "[]")
        List<IdRange> suppress)
        implements Serializable {
    /** Checks the order. */
    public TextConfig {
        if (minTokens > maxTokens) {
            throw new IllegalArgumentException("'min-tokens' is set to " + minTokens
                    + " but must not be above 'max-tokens' = " + maxTokens + ". Change one of them.");
        }
    }

    /** For a model with these ids. */
    Generator.Request request(Vocabulary ids) {
        return new Generator.Request(
                decoding, Limits.text(ids, minTokens, maxTokens).suppressing(suppress));
    }
}
