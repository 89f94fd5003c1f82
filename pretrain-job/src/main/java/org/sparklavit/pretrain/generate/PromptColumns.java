package org.sparklavit.pretrain.generate;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** Where a prompt's parts are: keys of a JSON line, or columns of a Parquet file. None of them must be there. */
public record PromptColumns(
        @Setting(
                help = "Names the prompt in the output and seeds its draws; left out, FILE:NUMBER does.",
                defaultsTo = "id")
        String id,

        @Setting(help = "The text, with <image> where images go.", defaultsTo = "prompt")
        String prompt,

        @Setting(
                help = "One image: in Parquet the bytes of the file, in JSON its path, as seen from the folder of the"
                        + " JSON file.",
                defaultsTo = "image")
        String image,

        @Setting(help = "Several images: in JSON a list of paths. Not in Parquet.", defaultsTo = "images")
        String images)
        implements Serializable {}
