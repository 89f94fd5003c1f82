package org.sparklavit.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.PngEncoder;
import org.sparklavit.data.image.RgbImage;

/** An HTML page that needs nothing else: its style sheet is inside, pictures are data. Texts are escaped here. */
public final class HtmlPage {
    private static final double QUALITY = 0.85;

    private final StringBuilder page = new StringBuilder(1 << 16);

    /**
     * Begins a page.
     *
     * @param title for the browser
     * @param heading above the page
     * @param lines below the heading
     */
    public HtmlPage(String title, String heading, List<String> lines) {
        page.append("""
                <!doctype html>
                <html lang=en>
                <head>
                <meta charset=utf-8>
                <meta name=viewport content="width=device-width">
                """);
        add("<title>%s</title>\n<style>\n%s</style>\n</head>\n<body>\n", escape(title), css());
        List<String> escaped = lines.stream().map(HtmlPage::escape).toList();
        add("<h1>%s</h1>\n<p>%s</p>\n", escape(heading), String.join("<br>", escaped));
    }

    private static String css() {
        try (InputStream in = HtmlPage.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar has no style sheet", e);
        }
    }

    /**
     * A number in large type with what it means.
     *
     * @param value for instance {@code 12.3%}
     */
    public record Figure(String value, String meaning) {
        /** A figure whose value is formatted. */
        public static Figure of(String format, Object value, String meaning) {
            return new Figure(String.format(Locale.ROOT, format, value), meaning);
        }
    }

    /** A row of figures. */
    public HtmlPage figures(List<Figure> figures) {
        page.append("<div class=figures>\n");
        figures.forEach(figure -> add("<div><b>%s</b>%s</div>\n", escape(figure.value()), escape(figure.meaning())));
        return raw("</div>\n");
    }

    /** A heading inside the page. */
    public HtmlPage section(String heading) {
        return add("<h2>%s</h2>\n", escape(heading));
    }

    /** A paragraph. */
    public HtmlPage paragraph(String text) {
        return add("<p>%s</p>\n", escape(text));
    }

    /**
     * A table.
     *
     * @param numTexts columns from the left that hold text; the others hold numbers
     * @param rows a row may be shorter than {@code names}
     */
    public HtmlPage table(List<String> names, int numTexts, List<List<String>> rows) {
        page.append("<table>\n");
        row("th", names, numTexts);
        rows.forEach(row -> row("td", row, numTexts));
        return raw("</table>\n");
    }

    private void row(String tag, List<String> cells, int numTexts) {
        page.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            add("<%s%s>%s", tag, i < numTexts ? "" : " class=number", escape(cells.get(i)));
        }
        page.append('\n');
    }

    /**
     * A picture with words.
     *
     * @param image see {@link #jpeg} and {@link #png}
     * @param title in bold
     * @param text below
     */
    public record Shown(String image, String title, String text) {}

    /** Pictures beside and below each other. */
    public HtmlPage gallery(List<Shown> pictures) {
        page.append("<div class=gallery>\n");
        pictures.forEach(shown -> add(
                "<figure>%s<figcaption><b>%s</b><br>%s</figcaption></figure>\n",
                shown.image(), escape(shown.title()), escape(shown.text())));
        return raw("</div>\n");
    }

    /** Markup as it is: whoever calls has escaped it. */
    public HtmlPage raw(String markup) {
        page.append(markup);
        return this;
    }

    /** As {@link #raw}, formatted. */
    public HtmlPage add(String format, Object... values) {
        return raw(String.format(Locale.ROOT, format, values));
    }

    /** The whole page. */
    public String end() {
        return page + "</body>\n</html>\n";
    }

    /** Markup of a picture, for photographs and other large ones. */
    public static String jpeg(RgbImage image, String alternative) {
        return picture("jpeg", JpegEncoder.encode(image, QUALITY), alternative);
    }

    /** Markup of a picture as it is, pixel for pixel. */
    public static String png(RgbImage image, String alternative) {
        return picture("png", PngEncoder.encode(image.toBufferedImage()), alternative);
    }

    private static String picture(String format, byte[] file, String alternative) {
        return "<img alt=\"" + escape(alternative) + "\" src=\"data:image/" + format + ";base64,"
                + Base64.getEncoder().encodeToString(file) + "\">";
    }

    /** Texts come from anywhere. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
