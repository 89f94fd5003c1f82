package org.sparklavit.tokenizer.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.sparklavit.tokenizer.inspect.CodeUsage.Frequent;

class CodeUsageTest {
    private final CodeUsage usage = new CodeUsage(10);

    @Test
    void equallyFrequentCodesHaveTheirNumberAsPerplexity() {
        usage.add(new int[] {1, 2, 3, 4});
        usage.add(new int[] {4, 3, 2, 1});
        assertThat(usage.share()).isEqualTo(0.4);
        assertThat(usage.perplexity()).isCloseTo(4, within(1e-12));
    }

    @Test
    void perplexityIsTheExponentialOfTheEntropy() {
        usage.add(new int[] {0, 0, 0, 7});
        double entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
        assertThat(usage.perplexity()).isCloseTo(Math.exp(entropy), within(1e-12));
    }

    @Test
    void mostFrequentCodesComeFirst() {
        usage.add(new int[] {5, 9, 9, 2});
        assertThat(usage.mostFrequent(2)).containsExactly(new Frequent(9, 0.5), new Frequent(2, 0.25));
        assertThat(usage.mostFrequent(8)).hasSize(3);
    }

    @Test
    void refusesACodeOutsideOfTheCodebook() {
        assertThatThrownBy(() -> usage.add(new int[] {10}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("code 10 is in a row but the codebook has 10 codes");
    }
}
