package org.sparklavit.tokenizer.inspect;

import java.util.List;
import java.util.Optional;
import org.sparklavit.config.Setting;
import org.sparklavit.diffusion.DrawingConfig;

/** Configuration of the inspect job. */
public record InspectConfig(
        @Setting(
                help = "What to show: summary, rows, sample, codes, lint, report, or all: summary, rows and sample, and"
                        + " with an output folder their pictures and the report. May be the first word of the command",
                defaultsTo = "all")
        View view,

        @Setting(help = "Token dump: the output folder of tokenize, or the data folder in it")
        String input,

        @Setting(
                help = "Shards that the dump was made from, for the images; left out, pictures show each code as a"
                        + " colour")
        Optional<String> shards,

        @Setting(
                help =
                        "Folder for summary.json, the pictures and report.html; must be empty or not there yet; left out,"
                                + " only the console is written")
        Optional<String> output,

        @Setting(help = "Rows to print, from the first on", unit = "rows", defaultsTo = "5", range = "[0, 10000]")
        int rows,

        @Setting(
                help = "Images to draw, spread from fewest to most tokens",
                unit = "images",
                defaultsTo = "6",
                range = "[0, 64]")
        int samples,

        @Setting(help = "Id of the sample to show; left out, the middle one of those drawn")
        Optional<String> sample,

        @Setting(
                help = "Codes to show the patches of; left out, some from the most frequent to the rarest",
                defaultsTo = "[]")
        List<Integer> codes,

        @Setting(
                help = "Output folder of train-detokenizer: the drawn images are also drawn again from their tokens;"
                        + " left out, they are not")
        Optional<String> detokenizer,

        @Setting(help = "Output folder of train-tokenizer, which a detokenizer needs")
        Optional<String> tokenizer,

        @Setting(help = "How images are drawn from their tokens", defaultsTo = "{}")
        DrawingConfig drawing) {
    /** Checks that a report has a place to go, and a detokenizer its tokenizer. */
    public InspectConfig {
        if (detokenizer.isPresent() && tokenizer.isEmpty()) {
            throw new IllegalArgumentException(
                    "'detokenizer' is set but 'tokenizer' is not: name the tokenizer whose tokens it draws");
        }
        if (view == View.REPORT && output.isEmpty()) {
            throw new IllegalArgumentException("'output' is not set but view = report writes a page: name a folder");
        }
    }
}
