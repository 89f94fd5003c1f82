package org.sparklavit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    private static final String BEFORE = """
            input = null
            output = "a"
            selection = {
              type = arg-max
            }
            batch = 32
            """;

    @Test
    void namesEachKeyWithBothValues() {
        String now = """
                input = "corpus"
                output = "b"
                selection = {
                  type = sampled
                  seed = 1
                }
                batch = 32
                """;
        assertThat(Differences.between(BEFORE, now, Set.of("output")))
                .containsExactly(
                        "'input' was not set and is \"corpus\"",
                        "'selection.seed' was not set and is 1",
                        "'selection.type' was \"arg-max\" and is \"sampled\"");
    }

    @Test
    void theSameConfigurationHasNone() {
        assertThat(Differences.between(BEFORE, BEFORE, Set.of())).isEmpty();
    }
}
