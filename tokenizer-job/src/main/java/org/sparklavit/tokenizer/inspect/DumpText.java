package org.sparklavit.tokenizer.inspect;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.report.Lettering;

/** What a scan found, for the console. */
final class DumpText {
    private static final int BARS = 10;
    private static final int BAR_WIDTH = 40;
    private static final int FREQUENT = 8;
    private static final int NUMBERS = 10;
    private static final int CAPTION = 100;

    private DumpText() {}

    static String of(String folder, DumpScan scan, View view) {
        StringBuilder text = new StringBuilder();
        head(text, folder, scan);
        if (view.includes(View.SUMMARY)) {
            statistics(text, scan.statistics());
            text.append("\ntokens per image\n");
            scan.sources().forEach((source, counts) -> source(text, source, counts));
            codes(text, scan.codes());
            errors(text, scan.errors());
        }
        if (view.includes(View.ROWS) && !scan.first().isEmpty()) {
            text.append("\nrows\n");
            scan.first().forEach(row -> row(text, row));
        }
        if (view.includes(View.SAMPLE)) {
            sample(text, scan.shown());
        }
        return text.toString();
    }

    private static void head(StringBuilder text, String folder, DumpScan scan) {
        TokenMetadata metadata = scan.metadata();
        line(text, "token dump %s", folder);
        line(
                text,
                "  %d rows in %s, %d tokens",
                scan.all().rows(),
                files(scan.files()),
                scan.codes().tokens());
        line(
                text,
                "  codebook %d x %d, encoder %s, rho %.4g, %s",
                metadata.codebookSize(),
                metadata.codeWidth(),
                metadata.encoder(),
                metadata.keepRatio(),
                metadata.featureWidth() == 0 ? "no features" : "features of width " + metadata.featureWidth());
        line(text, "  tokenizer %s", metadata.tokenizerFingerprint());
        line(text, "  written by version %s", metadata.writerVersion());
    }

    private static void statistics(StringBuilder text, PartStatistics statistics) {
        if (statistics.parts() > 0) {
            text.append("\nsamples\n");
            statistics.lines().forEach(line -> line(text, "  %s", line));
        }
    }

    static String files(int files) {
        return files == 1 ? "1 file" : files + " files";
    }

    private static void source(StringBuilder text, String source, TokenCounts counts) {
        line(
                text,
                "  %s: %d rows, mean %.2f, min %d, max %d",
                source,
                counts.rows(),
                counts.mean(),
                counts.min(),
                counts.max());
        long tallest = counts.histogram(BARS).stream()
                .mapToLong(TokenCounts.Bar::images)
                .max()
                .orElse(1);
        for (TokenCounts.Bar bar : counts.histogram(BARS)) {
            int width = (int) Math.ceil(BAR_WIDTH * bar.images() / (double) tallest);
            line(text, "  %5d -%5d  %-" + BAR_WIDTH + "s %d", bar.from(), bar.to(), "#".repeat(width), bar.images());
        }
    }

    private static void codes(StringBuilder text, CodeUsage codes) {
        text.append("\ncode usage\n");
        line(
                text,
                "  %d of %d codes in use (%.1f%%), perplexity %.1f",
                codes.codesInUse(),
                codes.codebookSize(),
                100 * codes.share(),
                codes.perplexity());
        String frequent = codes.mostFrequent(FREQUENT).stream()
                .map(code -> String.format(Locale.ROOT, "%d (%.2f%%)", code.code(), 100 * code.share()))
                .collect(Collectors.joining(", "));
        line(text, "  most frequent: %s", frequent);
    }

    private static void errors(StringBuilder text, ErrorCounts errors) {
        line(text, "%nerrors: %s", errors.total() == 0 ? "none" : errors.total() + " rows");
        errors.bySource()
                .forEach((source, reasons) ->
                        reasons.forEach((reason, count) -> line(text, "  %s: %s %d", source, reason, count)));
    }

    private static void row(StringBuilder text, TokenRow row) {
        line(text, "  %s  %s/%s  T = %d", row.id(), row.source(), row.key(), row.numTokens());
        line(text, "    \"%s\"", Lettering.oneLine(row.caption(), CAPTION));
        line(text, "    codes     %s", numbers(row.codes()));
        line(text, "    positions %s", numbers(row.positions()));
    }

    private static void sample(StringBuilder text, TokenRow row) {
        line(text, "%nsample %s  %s/%s", row.id(), row.source(), row.key());
        line(text, "  \"%s\"", Lettering.oneLine(row.caption(), Integer.MAX_VALUE));
        line(
                text,
                "  %d of %d patches kept (#), the others dropped (.)",
                row.numTokens(),
                row.grid().patches());
        text.append(PatchText.of(row, "    "));
    }

    private static String numbers(int[] values) {
        IntStream first = Arrays.stream(values).limit(NUMBERS);
        return first.mapToObj(Integer::toString).collect(Collectors.joining(" "))
                + (values.length > NUMBERS ? " ..." : "");
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
