package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.scene.Scene;
import org.sparklavit.data.scene.SceneCaption;
import org.sparklavit.data.scene.SceneGenerator;
import org.sparklavit.data.scene.SceneText;

/** The committed tokenizer of the tiny configurations, through the library that the jobs use, offline. */
class DemoTokenizerTest {
    private static final Path FILE = Path.of(System.getProperty("project.root"), "conf", "demo", "tokenizer.json");
    private static final int VOCABULARY = 512;
    private static final int TEXTS = 300;

    @Test
    void givesBackEveryCaptionAndSentence() throws Exception {
        SceneGenerator generator = new SceneGenerator(128, 1);
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(FILE)) {
            for (int i = 0; i < TEXTS; i++) {
                Scene heldOut = generator.scene(1, (1L << 40) + i);
                assertRoundTrip(tokenizer, SceneCaption.of(heldOut));
                assertRoundTrip(tokenizer, SceneText.line(1, (1L << 40) + i));
            }
            assertRoundTrip(tokenizer, "Ünknown wörds, 42 % and \u6f22\u5b57");
        }
    }

    @Test
    void hasLlamasSpecialIdsAndAddsNothing() throws Exception {
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(FILE)) {
            assertThat(tokenizer.encode("<unk><s></s>").getIds()).containsExactly(0, 1, 2);
            assertThat(tokenizer.encode("a red circle").getTokens()).containsExactly("a", "Ġred", "Ġcircle");
        }
    }

    private static void assertRoundTrip(HuggingFaceTokenizer tokenizer, String text) {
        Encoding encoding = tokenizer.encode(text);

        assertThat(LongStream.of(encoding.getIds())).allMatch(id -> id > 2 && id < VOCABULARY);
        assertThat(tokenizer.decode(encoding.getIds())).isEqualTo(text);
    }
}
