package org.sparklavit.data.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleIdTest {
    @Test
    void staysTheSameForGood() {
        assertThat(SampleId.of("cc3m", "000000012")).isEqualTo("438749293ec4740a3183ea90c0d85dca");
        assertThat(SampleId.of("cc3m", "000000012")).hasSize(32);
    }

    @Test
    void doesNotMixSourceAndKey() {
        assertThat(SampleId.of("ab", "c")).isNotEqualTo(SampleId.of("a", "bc"));
    }

    @Test
    void shufflesDifferentlyWithEachSeed() {
        String id = SampleId.of("cc3m", "000000012");
        assertThat(SampleId.shuffleKey(id, 1)).isEqualTo(SampleId.shuffleKey(id, 1));
        assertThat(SampleId.shuffleKey(id, 1)).isNotEqualTo(SampleId.shuffleKey(id, 2));
    }
}
