package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitTest {

    @Test
    void valuesStartAsGiven() {
        assertThat(filled(Init.values(2, -2), 2)).containsExactly(2, -2);
    }

    @Test
    void placesAreSinesAndCosinesOfColumnAndLine() {
        float[] rows = filled(Init.places(2, 5, 1, 3), 5 * 5);
        assertThat(rows).startsWith(0, 0, 0, 0, 0).as("the row before the grid stays zero");
        assertThat(row(rows, 1)).containsExactly(0, 3, 0, 3, 0);
        float sine = (float) (3 * Math.sin(1));
        float cosine = (float) (3 * Math.cos(1));
        assertThat(row(rows, 2)).as("line 0, column 1").containsExactly(sine, cosine, 0, 3, 0);
        assertThat(row(rows, 3)).as("line 1, column 0").containsExactly(0, 3, sine, cosine, 0);
    }

    @Test
    void drawsDependOnSeedAndNameAndHaveTheirDeviation() {
        Init init = Init.truncatedNormal(0.5);
        float[] draws = filled(init, 10_000);
        assertThat(draws).containsExactly(filled(init, 10_000)).isNotEqualTo(filled(init, 10_000, "other"));
        double squares = 0;
        for (float draw : draws) {
            assertThat(Math.abs(draw)).isLessThanOrEqualTo(1);
            squares += draw * draw;
        }
        assertThat(Math.sqrt(squares / draws.length))
                .as("cut at two deviations")
                .isCloseTo(0.44, within(0.01));
    }

    private static float[] row(float[] rows, int row) {
        return Arrays.copyOfRange(rows, row * 5, row * 5 + 5);
    }

    private static float[] filled(Init init, int size) {
        return filled(init, size, "name");
    }

    private static float[] filled(Init init, int size, String name) {
        float[] values = new float[size];
        init.fill(FloatBuffer.wrap(values), name, 7);
        return values;
    }
}
