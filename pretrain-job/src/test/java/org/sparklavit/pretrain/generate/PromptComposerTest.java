package org.sparklavit.pretrain.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.Letters;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.Prompt;
import org.sparklavit.pretrain.generate.ImageEmbedder.Embedded;

class PromptComposerTest {
    private static final Vocabulary IDS = new Vocabulary(28, 8, 27);
    private static final int OPEN = IDS.imageStart();
    private static final int CLOSE = IDS.imageEnd();
    private static final Embedded FIRST = new Embedded(new int[] {5, 0}, new int[] {1, 2}, new float[] {1, 2, 3, 4});
    private static final Embedded SECOND = new Embedded(new int[] {7}, new int[] {0}, new float[] {5, 6});

    @Test
    void imagesStandWhereTheTextSays() {
        Prompt prompt = compose(true, "ab <image> c <image>", false, FIRST, SECOND);
        assertThat(prompt.ids())
                .containsExactly(1, 2, OPEN, IDS.idOfCode(5), IDS.idOfCode(0), CLOSE, 3, OPEN, IDS.idOfCode(7), CLOSE);
        assertThat(prompt.images()).extracting(ImageSpan::start).containsExactly(3, 8);
        assertThat(prompt.images()).extracting(ImageSpan::tokens).containsExactly(2, 1);
        assertThat(((ImageInput.Embedded) prompt.images().get(1).input()).values())
                .containsExactly(5, 6);
    }

    @Test
    void withoutAPlaceImagesComeFirst() {
        assertThat(compose(true, "ab", false, SECOND).ids()).containsExactly(OPEN, IDS.idOfCode(7), CLOSE, 1, 2);
    }

    @Test
    void aModelOfCodesReadsCodes() {
        Prompt prompt = compose(false, "<image>", false, FIRST);
        assertThat(prompt.ids()).containsExactly(OPEN, IDS.idOfCode(5), IDS.idOfCode(0), CLOSE);
        assertThat(prompt.images()).isEmpty();
    }

    @Test
    void anImageThatIsToBeDrawnIsBegun() {
        assertThat(compose(true, "ab", true).ids()).containsExactly(1, 2, OPEN);
    }

    @Test
    void asManyImagesAsPlaces() {
        assertThatThrownBy(() -> compose(true, "<image> a <image>", false, FIRST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the text has places for 2 images but there are 1");
    }

    private static Prompt compose(boolean readsFeatures, String text, boolean isDrawn, Embedded... images) {
        return new PromptComposer(IDS, new Letters(), readsFeatures).compose("id", text, List.of(images), isDrawn);
    }
}
