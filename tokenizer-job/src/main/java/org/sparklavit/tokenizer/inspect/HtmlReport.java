package org.sparklavit.tokenizer.inspect;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.report.HtmlPage;
import org.sparklavit.report.HtmlPage.Figure;
import org.sparklavit.report.HtmlPage.Shown;
import org.sparklavit.report.Lettering;

/** A dump as one HTML page that needs nothing else: charts are inline SVG, pictures are data. */
final class HtmlReport {
    private static final int BARS = 40;
    private static final int SIDE = 320;

    private final HtmlPage page;
    private final DumpScan scan;

    private HtmlReport(String title, DumpScan scan) {
        this.scan = scan;
        TokenMetadata metadata = scan.metadata();
        String tokenizer = format(
                "%s, codebook %d \u00d7 %d, kept share \u03c1 = %.3g, tokenizer %s",
                metadata.encoder(),
                metadata.codebookSize(),
                metadata.codeWidth(),
                metadata.keepRatio(),
                shortened(metadata.tokenizerFingerprint()));
        page = new HtmlPage("Tokens of " + title, "Visual tokens", List.of(title, tokenizer));
    }

    /**
     * Everything that goes on the page.
     *
     * @param title usually the folder of the dump
     * @param images image files by sample id, of the drawn and of the sampled rows
     * @param gallery what codes look like
     * @param redrawn drawn rows as a detokenizer draws their tokens, by sample id; empty without one
     */
    record Content(
            String title,
            DumpScan scan,
            Map<String, byte[]> images,
            CodeGallery gallery,
            Map<String, RgbImage> redrawn) {}

    static String of(Content content) {
        HtmlReport report = new HtmlReport(content.title(), content.scan());
        report.figures();
        report.charts(content.images());
        report.sources();
        report.errors();
        report.samples(content.images(), content.redrawn());
        report.codes(content.gallery());
        return report.page.end();
    }

    private static String shortened(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }

    private void figures() {
        page.figures(List.of(
                Figure.of("%,d", scan.all().rows(), "images in " + DumpText.files(scan.files())),
                Figure.of("%,d", scan.codes().tokens(), "tokens"),
                Figure.of(
                        "%.1f",
                        scan.all().mean(),
                        "tokens an image, " + scan.all().min() + " to "
                                + scan.all().max()),
                Figure.of(
                        "%.1f%%",
                        100 * scan.codes().share(),
                        scan.codes().codesInUse() + " of " + scan.codes().codebookSize() + " codes in use"),
                Figure.of(
                        "%.0f",
                        scan.codes().perplexity(), "perplexity: so many equally frequent codes would say as much"),
                Figure.of("%,d", scan.errors().total(), "error rows")));
    }

    private void charts(Map<String, byte[]> images) {
        page.section("Figures").raw("<div class=charts>\n");
        chart("Tokens an image", "", Chart.histogram(scan.all(), BARS));
        List<TokenRow> sampled = scan.sampled().stream()
                .filter(row -> images.containsKey(row.id()))
                .toList();
        if (!sampled.isEmpty()) {
            double[] bits = sampled.stream()
                    .mapToDouble(row -> Complexity.bitsPerPixel(Pictures.image(row, images)))
                    .toArray();
            double[] tokens = sampled.stream().mapToDouble(TokenRow::numTokens).toArray();
            chart(
                    "Tokens against the complexity of the image",
                    format(
                            "%d images at random, rank correlation %.2f",
                            sampled.size(), Complexity.rankCorrelation(bits, tokens)),
                    Chart.scatter("complexity: bits a pixel as a 128 px JPEG", bits, "tokens", tokens));
        }
        chart("Usage of the codes", "dashed: all codes equally frequent", Chart.usage(scan.codes()));
        page.raw("</div>\n");
    }

    private void chart(String title, String note, String svg) {
        page.add("<figure><figcaption>%s <span>%s</span></figcaption>\n", title, note);
        page.raw(svg).raw("</figure>\n");
    }

    private void sources() {
        List<String> names = List.of("source", "images", "error rows", "tokens, mean", "fewest", "most");
        page.section("Sources")
                .table(names, 1, scan.sourceNames().stream().map(this::source).toList());
    }

    private List<String> source(String source) {
        TokenCounts counts = scan.sources().getOrDefault(source, new TokenCounts());
        List<String> cells = new ArrayList<>(List.of(
                source,
                format("%,d", counts.rows()),
                format("%,d", scan.errors().of(source))));
        if (counts.rows() > 0) {
            cells.add(format("%.1f", counts.mean()));
            cells.add(Integer.toString(counts.min()));
            cells.add(Integer.toString(counts.max()));
        }
        return cells;
    }

    private void errors() {
        page.section("Errors");
        if (scan.errors().total() == 0) {
            page.paragraph("None: every image of the input has tokens.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        scan.errors()
                .bySource()
                .forEach((source, reasons) ->
                        reasons.forEach((reason, count) -> rows.add(List.of(source, reason, format("%,d", count)))));
        page.table(List.of("source", "reason", "rows"), 2, rows);
    }

    private void samples(Map<String, byte[]> images, Map<String, RgbImage> redrawn) {
        List<Shown> shown = new ArrayList<>();
        for (TokenRow row : scan.drawn()) {
            BufferedImage image = PatchOverlay.scaled(Pictures.image(row, images), row.grid(), SIDE);
            String again = redrawn.containsKey(row.id())
                    ? picture(Pictures.asLarge(redrawn.get(row.id()), image), "drawn again from its tokens")
                    : "";
            shown.add(new Shown(
                    picture(PatchOverlay.draw(image, KeptPatches.of(row)), row.caption()) + again,
                    row.numTokens() + " of " + row.grid().patches() + " patches",
                    Lettering.oneLine(row.caption(), 120)));
        }
        page.section("From the simplest image to the richest")
                .paragraph("Kept patches in colour inside the yellow line, dropped ones dark."
                        + (redrawn.isEmpty() ? "" : " Below, what the detokenizer draws from the tokens alone."))
                .gallery(shown);
    }

    private void codes(CodeGallery gallery) {
        page.section("What codes look like")
                .paragraph("For each code the patches nearest to it, each with half a patch around it; from the most"
                        + " frequent code to the rarest.")
                .raw("<div class=codes>\n");
        for (CodeGallery.Strip strip : gallery.strips()) {
            page.add("<div><span><b>%d</b><br>%.3f%%</span>", strip.code(), 100 * strip.share());
            strip.patches().forEach(patch -> page.raw(picture(patch, "")));
            page.raw("</div>\n");
        }
        page.raw("</div>\n");
    }

    private static String picture(BufferedImage image, String alternative) {
        return HtmlPage.jpeg(RgbImage.of(image), alternative);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
