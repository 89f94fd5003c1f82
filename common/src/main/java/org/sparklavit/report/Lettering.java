package org.sparklavit.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines of text in pictures. A machine without fonts gets pictures without text. */
public final class Lettering {
    private static final Logger LOG = LoggerFactory.getLogger(Lettering.class);
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final Color COLOUR = new Color(30, 30, 30);
    private static final String ELLIPSIS = "...";
    private static final Optional<FontMetrics> METRICS = metrics();

    private Lettering() {}

    /** A JDK without the system's font library fails here with an Error of one kind or another. */
    private static Optional<FontMetrics> metrics() {
        Graphics2D pen = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            FontMetrics metrics = pen.getFontMetrics(FONT);
            return metrics.stringWidth("text") > 0 ? Optional.of(metrics) : Optional.empty();
        } catch (RuntimeException | LinkageError | InternalError e) {
            LOG.warn("pictures will have no text, as this machine has no fonts: {}", e.toString());
            return Optional.empty();
        } finally {
            pen.dispose();
        }
    }

    /** Breaks a text into lines of at most {@code width} pixels; what does not fit on the last line ends in dots. */
    static List<String> lines(String text, int width, int maxLines) {
        return METRICS.map(metrics -> wrap(text, metrics::stringWidth, width, maxLines))
                .orElse(List.of());
    }

    /** A text without line ends and other control characters, cut if it is longer. */
    public static String oneLine(String text, int maxCharacters) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ");
        return line.length() <= maxCharacters
                ? line
                : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, maxCharacters - 3))) + ELLIPSIS;
    }

    static List<String> wrap(String text, ToIntFunction<String> measure, int width, int maxLines) {
        List<String> lines = new ArrayList<>();
        String left = oneLine(text, Integer.MAX_VALUE).strip();
        while (!left.isEmpty() && lines.size() < maxLines) {
            int end = fitting(left, measure, width);
            boolean isLast = lines.size() == maxLines - 1;
            if (isLast && end < left.length()) {
                end = Math.max(1, fitting(left, part -> measure.applyAsInt(part + ELLIPSIS), width));
                lines.add(left.substring(0, end).strip() + ELLIPSIS);
            } else {
                lines.add(left.substring(0, end).strip());
            }
            left = left.substring(end).strip();
        }
        return lines;
    }

    /** Length of the longest start of a text that fits and ends with a word; a word too wide is broken. */
    private static int fitting(String text, ToIntFunction<String> measure, int width) {
        if (measure.applyAsInt(text) <= width) {
            return text.length();
        }
        int end = 1;
        while (end < text.length() && measure.applyAsInt(text.substring(0, end + 1)) <= width) {
            end++;
        }
        int blank = text.lastIndexOf(' ', end);
        return blank > 0 ? blank : end;
    }

    /** Height of so many lines in pixels. */
    static int height(int lines) {
        return METRICS.map(metrics -> lines * metrics.getHeight()).orElse(0);
    }

    /** Draws lines one below the other. */
    static void draw(Graphics2D pen, List<String> lines, int left, int top) {
        if (METRICS.isEmpty()) {
            return;
        }
        pen.setFont(FONT);
        pen.setColor(COLOUR);
        int baseline = top + METRICS.get().getAscent();
        for (String line : lines) {
            pen.drawString(line, left, baseline);
            baseline += METRICS.get().getHeight();
        }
    }
}
