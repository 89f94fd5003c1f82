package org.sparklavit.tokenizer.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparklavit.tokenizer.inspect.TokenCounts.Bar;

class TokenCountsTest {
    private static TokenCounts of(int... tokens) {
        TokenCounts counts = new TokenCounts();
        IntStream.of(tokens).forEach(counts::add);
        return counts;
    }

    @Test
    void knowsMeanAndExtremes() {
        TokenCounts counts = of(3, 9, 6, 4);
        assertThat(counts.rows()).isEqualTo(4);
        assertThat(counts.mean()).isEqualTo(5.5);
        assertThat(counts.min()).isEqualTo(3);
        assertThat(counts.max()).isEqualTo(9);
        assertThat(counts.toJson()).hasToString("{\"mean\":5.5,\"min\":3,\"max\":9}");
    }

    @Test
    void histogramCountsEveryImageOnce() {
        assertThat(of(1, 2, 2, 3, 10).histogram(5))
                .containsExactly(
                        new Bar(1, 2, 3), new Bar(3, 4, 1), new Bar(5, 6, 0), new Bar(7, 8, 0), new Bar(9, 10, 1));
    }

    @Test
    void imagesOfEqualCountAreOneBar() {
        assertThat(of(7, 7).histogram(10)).containsExactly(new Bar(7, 7, 2));
    }

    @Test
    void noMoreBarsThanAsked() {
        TokenCounts counts = of(IntStream.rangeClosed(1, 101).toArray());
        assertThat(counts.histogram(10)).hasSizeLessThanOrEqualTo(10);
        assertThat(counts.histogram(10).stream().mapToLong(Bar::images).sum()).isEqualTo(101);
    }
}
