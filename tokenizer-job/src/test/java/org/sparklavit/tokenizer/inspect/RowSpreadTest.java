package org.sparklavit.tokenizer.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.token.TokenRow;

class RowSpreadTest {
    private static List<Integer> picked(int picks, int... tokens) {
        RowSpread spread = new RowSpread(picks);
        for (int i = 0; i < tokens.length; i++) {
            spread.add(TestRows.ofTokens("key" + i, tokens[i]));
        }
        return spread.pick().stream().map(TokenRow::numTokens).toList();
    }

    @Test
    void goesFromFewestToMostInEvenSteps() {
        assertThat(picked(3, 9, 5, 2, 1, 8, 1)).containsExactly(1, 5, 9);
    }

    @Test
    void oneAloneIsFromTheMiddle() {
        assertThat(picked(1, 1, 9, 5)).containsExactly(5);
    }

    @Test
    void fewRowsAreAllPickedOnce() {
        assertThat(picked(6, 4, 4, 2)).containsExactly(2, 4, 4);
    }

    @Test
    void nothingIsKeptForNoPicks() {
        assertThat(picked(0, 4, 2)).isEmpty();
    }
}
