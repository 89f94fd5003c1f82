package org.sparklavit.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionScoresTest {
    private static final List<Captioned> RIGHT = List.of(
            captioned("a red circle on a plain background", "a red circle on a plain background"),
            captioned("two blue squares and a star", "two blue squares and a star"));
    private static final List<Captioned> WRONG =
            List.of(captioned("", "a red circle on a plain background"), captioned("dogs", "two blue squares"));

    @Test
    void theReferenceItselfHasTheHighestScore() {
        assertThat(Bleu.of(RIGHT)).isCloseTo(1, within(1e-6));
        assertThat(CiderD.of(RIGHT)).isCloseTo(10, within(1e-6));
    }

    @Test
    void nothingInCommonIsZero() {
        assertThat(Bleu.of(WRONG)).isCloseTo(0, within(1e-6));
        assertThat(CiderD.of(WRONG)).isZero();
    }

    @Test
    void caseAndPunctuationDoNotCount() {
        Captioned loud = captioned("A red CIRCLE, on a plain background.", "a red circle on a plain background");
        assertThat(Bleu.of(List.of(loud))).isCloseTo(1, within(1e-6));
    }

    @Test
    void aCaptionNeedsAReference() {
        assertThatThrownBy(() -> new Captioned("a", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no reference for the caption 'a'");
    }

    private static Captioned captioned(String candidate, String reference) {
        return new Captioned(candidate, List.of(reference));
    }
}
