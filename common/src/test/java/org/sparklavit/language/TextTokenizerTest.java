package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;

class TextTokenizerTest {
    private static final String FILE = "src/test/resources/tokenizer/words.json";

    @Test
    void textGoesToIdsAndBack() throws IOException {
        try (TextTokenizer words = load(Optional.empty())) {
            assertThat(words.size()).isEqualTo(10);
            assertThat(words.endOfText()).isEqualTo(1);
            assertThat(words.encode("a red circle")).containsExactly(2, 3, 5);
            assertThat(words.decode(new int[] {2, 3, 5, 1})).isEqualTo("a red circle");
        }
    }

    @Test
    void longTextsAreNotCut() throws IOException {
        try (TextTokenizer words = load(Optional.empty())) {
            assertThat(words.encode("red ".repeat(2000))).hasSize(2000);
        }
    }

    @Test
    void theEndOfTextCanBeNamed() throws IOException {
        try (TextTokenizer words = load(Optional.of("<unk>"))) {
            assertThat(words.endOfText()).isZero();
        }
        assertThatThrownBy(() -> load(Optional.of("<end>")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(FILE + " has no token <end> to end a text. Name its own with 'end-of-text'.");
    }

    @Test
    void otherFilesAreRefused() {
        assertThatThrownBy(() -> TextTokenizer.parse("no json", "x.json", Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("x.json is not JSON: ");
        assertThatThrownBy(() -> TextTokenizer.load(Storage.local(), "none.json", Optional.empty()))
                .hasMessage("there is no tokenizer at none.json. Give the path of a tokenizer.json.");
    }

    private static TextTokenizer load(Optional<String> end) throws IOException {
        return TextTokenizer.load(Storage.local(), FILE, end);
    }
}
