package org.sparklavit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LetteringTest {
    /** Each character is one pixel wide. */
    private static List<String> wrap(String text, int width, int maxLines) {
        return Lettering.wrap(text, String::length, width, maxLines);
    }

    @Test
    void linesBreakBetweenWords() {
        assertThat(wrap("a red circle\nand a blue square", 12, 5))
                .containsExactly("a red circle", "and a blue", "square");
    }

    @Test
    void whatDoesNotFitEndsInDots() {
        assertThat(wrap("a red circle and a blue square", 12, 2)).containsExactly("a red circle", "and a...");
    }

    @Test
    void aWordThatIsTooWideIsBroken() {
        assertThat(wrap("abcdefgh", 3, 5)).containsExactly("abc", "def", "gh");
    }

    @Test
    void blankTextHasNoLines() {
        assertThat(wrap(" \n", 3, 5)).isEmpty();
    }
}
