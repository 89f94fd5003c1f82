package org.sparklavit.pretrain.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.sparklavit.report.HtmlPage;
import org.sparklavit.report.HtmlPage.Figure;
import org.sparklavit.report.HtmlPage.Shown;

/**
 * What one measure has found.
 *
 * @param name key in the JSON
 * @param heading on the page
 * @param json the figures for other programs
 * @param figures those for people
 * @param notes what must be known to read them
 * @param examples pictures with words
 */
record Section(
        String name, String heading, ObjectNode json, List<Figure> figures, List<String> notes, List<Shown> examples) {
    /** For the console. */
    String text() {
        StringBuilder text = new StringBuilder(heading);
        figures.forEach(figure -> text.append(String.format("%n  %-10s %s", figure.value(), figure.meaning())));
        return text.toString();
    }

    /** Onto the page. */
    void show(HtmlPage page) {
        page.section(heading);
        if (!figures.isEmpty()) {
            page.figures(figures);
        }
        notes.forEach(page::paragraph);
        if (!examples.isEmpty()) {
            page.gallery(examples);
        }
    }
}
