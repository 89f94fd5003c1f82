package org.sparklavit.pretrain.evaluate;

import java.util.List;
import org.sparklavit.config.Setting;
import org.sparklavit.pretrain.SourceConfig;

/** What perplexity is measured on. */
public record PerplexityConfig(
        @Setting(help = "Folder that relative paths of the sources start from.", defaultsTo = "\"\"")
        String root,

        @Setting(help = "Held-out sources, as in the pretrain job; none for no perplexity.", defaultsTo = "[]")
        List<SourceConfig> sources,

        @Setting(
                help = "Tokens of a packed row; not above the model's max-positions.",
                defaultsTo = "256",
                range = ">= 8")
        int window,

        @Setting(help = "Packed rows of each source.", unit = "rows", defaultsTo = "64", range = ">= 1")
        int rows) {}
