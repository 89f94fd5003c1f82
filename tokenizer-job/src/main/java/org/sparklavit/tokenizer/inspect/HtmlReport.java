package org.sparklavit.tokenizer.inspect;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;

/** A dump as one HTML page that needs nothing else: charts are inline SVG, pictures are data. */
final class HtmlReport {
    private static final int BARS = 40;
    private static final int SIDE = 320;
    private static final double QUALITY = 0.85;

    private final StringBuilder page = new StringBuilder(1 << 16);
    private final DumpScan scan;

    private HtmlReport(DumpScan scan) {
        this.scan = scan;
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

    static String of(Content content) throws IOException {
        HtmlReport report = new HtmlReport(content.scan());
        report.head(content.title());
        report.figures();
        report.charts(content.images());
        report.sources();
        report.errors();
        report.samples(content.images(), content.redrawn());
        report.codes(content.gallery());
        return report.page.append("</body>\n</html>\n").toString();
    }

    private void head(String title) throws IOException {
        TokenMetadata metadata = scan.metadata();
        add(
                "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width\">\n");
        add("<title>Tokens of %s</title>\n<style>\n%s</style>\n</head>\n<body>\n", escape(title), css());
        add(
                "<h1>Visual tokens</h1>\n<p>%s<br>%s, codebook %d &times; %d, kept share &rho; = %.3g, tokenizer %s</p>\n",
                escape(title),
                escape(metadata.encoder()),
                metadata.codebookSize(),
                metadata.codeWidth(),
                metadata.keepRatio(),
                escape(shortened(metadata.tokenizerFingerprint())));
    }

    private static String shortened(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }

    private static String css() throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void figures() {
        page.append("<div class=figures>\n");
        figure("%,d", scan.all().rows(), "images in " + DumpText.files(scan.files()));
        figure("%,d", scan.codes().tokens(), "tokens");
        figure(
                "%.1f",
                scan.all().mean(),
                "tokens an image, " + scan.all().min() + " to " + scan.all().max());
        figure(
                "%.1f%%",
                100 * scan.codes().share(),
                scan.codes().codesInUse() + " of " + scan.codes().codebookSize() + " codes in use");
        figure("%.0f", scan.codes().perplexity(), "perplexity: so many equally frequent codes would say as much");
        figure("%,d", scan.errors().total(), "error rows");
        page.append("</div>\n");
    }

    private void figure(String format, Object value, String text) {
        add("<div><b>" + format + "</b>%s</div>\n", value, escape(text));
    }

    private void charts(Map<String, byte[]> images) {
        page.append("<h2>Figures</h2>\n<div class=charts>\n");
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
        page.append("</div>\n");
    }

    private void chart(String title, String note, String svg) {
        add("<figure><figcaption>%s <span>%s</span></figcaption>\n", title, note);
        page.append(svg).append("</figure>\n");
    }

    private void sources() {
        page.append("<h2>Sources</h2>\n<table>\n<tr><th>source<th class=number>images<th class=number>error rows"
                + "<th class=number>tokens, mean<th class=number>fewest<th class=number>most\n");
        for (String source : scan.sourceNames()) {
            TokenCounts counts = scan.sources().getOrDefault(source, new TokenCounts());
            add(
                    "<tr><td>%s<td class=number>%,d<td class=number>%,d",
                    escape(source), counts.rows(), scan.errors().of(source));
            if (counts.rows() > 0) {
                add(
                        "<td class=number>%.1f<td class=number>%d<td class=number>%d",
                        counts.mean(), counts.min(), counts.max());
            }
            page.append('\n');
        }
        page.append("</table>\n");
    }

    private void errors() {
        page.append("<h2>Errors</h2>\n");
        if (scan.errors().total() == 0) {
            page.append("<p>None: every image of the input has tokens.</p>\n");
            return;
        }
        page.append("<table>\n<tr><th>source<th>reason<th class=number>rows\n");
        scan.errors()
                .bySource()
                .forEach((source, reasons) -> reasons.forEach((reason, count) ->
                        add("<tr><td>%s<td>%s<td class=number>%,d\n", escape(source), escape(reason), count)));
        page.append("</table>\n");
    }

    private void samples(Map<String, byte[]> images, Map<String, RgbImage> redrawn) {
        page.append("""
                <h2>From the simplest image to the richest</h2>
                <p>Kept patches in colour inside the yellow line, dropped ones dark.</p>
                """);
        page.append(redrawn.isEmpty() ? "" : "<p>Below, what the detokenizer draws from the tokens alone.</p>\n");
        page.append("<div class=gallery>\n");
        for (TokenRow row : scan.drawn()) {
            BufferedImage image = PatchOverlay.scaled(Pictures.image(row, images), row.grid(), SIDE);
            String again = redrawn.containsKey(row.id())
                    ? picture(Pictures.asLarge(redrawn.get(row.id()), image), "drawn again from its tokens")
                    : "";
            add(
                    "<figure>%s%s<figcaption><b>%d of %d patches</b><br>%s</figcaption></figure>\n",
                    picture(PatchOverlay.draw(image, KeptPatches.of(row)), row.caption()),
                    again,
                    row.numTokens(),
                    row.grid().patches(),
                    escape(DumpText.oneLine(row.caption(), 120)));
        }
        page.append("</div>\n");
    }

    private void codes(CodeGallery gallery) {
        page.append("""
                <h2>What codes look like</h2>
                <p>For each code the patches nearest to it, each with half a patch around it; from the most frequent code
                to the rarest.</p>
                <div class=codes>
                """);
        for (CodeGallery.Strip strip : gallery.strips()) {
            add("<div><span><b>%d</b><br>%.3f%%</span>", strip.code(), 100 * strip.share());
            strip.patches().forEach(patch -> page.append(picture(patch, "")));
            page.append("</div>\n");
        }
        page.append("</div>\n");
    }

    private static String picture(BufferedImage image, String alternative) {
        byte[] jpeg = JpegEncoder.encode(RgbImage.of(image), QUALITY);
        return "<img alt=\"" + escape(alternative) + "\" src=\"data:image/jpeg;base64,"
                + Base64.getEncoder().encodeToString(jpeg) + "\">";
    }

    /** Captions come from anywhere. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private void add(String format, Object... values) {
        page.append(format(format, values));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
