package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
    /** 2^-7, from one to the next number. */
    private static final float STEP = 1f / 128;

    @Test
    void everyNumberComesBackWithItsBits() {
        for (int bits = Short.MIN_VALUE; bits <= Short.MAX_VALUE; bits++) {
            float value = Bfloat16.toFloat((short) bits);
            if (Float.isNaN(value)) {
                assertThat(Bfloat16.toFloat(Bfloat16.of(value))).isNaN();
            } else {
                assertThat(Bfloat16.of(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void theNearestOfTheTwoNeighboursIsTaken() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(240) - 120));
            short towardsZero = (short) (Float.floatToIntBits(value) >>> 16);
            float low = Bfloat16.toFloat(towardsZero);
            float high = Bfloat16.toFloat((short) (towardsZero + 1));
            double error = Math.abs((double) Bfloat16.toFloat(Bfloat16.of(value)) - value);
            assertThat(error)
                    .as("%s", value)
                    .isEqualTo(Math.min(Math.abs((double) low - value), Math.abs((double) high - value)));
        }
    }

    @Test
    void halfWayTheEvenNeighbourIsTaken() {
        assertThat(Bfloat16.toFloat(Bfloat16.of(1 + STEP / 2))).isEqualTo(1f);
        assertThat(Bfloat16.toFloat(Bfloat16.of(1 + 3 * STEP / 2))).isEqualTo(1 + 2 * STEP);
        assertThat(Bfloat16.toFloat(Bfloat16.of(-1 - STEP / 2))).isEqualTo(-1f);
        assertThat(Bfloat16.toFloat(Bfloat16.of(Math.nextUp(1 + STEP / 2)))).isEqualTo(1 + STEP);
    }

    @Test
    void theEndsOfTheRangeAreThoseOfFloats() {
        assertThat(Bfloat16.toFloat(Bfloat16.of(Float.MAX_VALUE))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Bfloat16.toFloat(Bfloat16.of(3e38f))).isFinite();
        assertThat(Bfloat16.of(-0f)).isEqualTo(Short.MIN_VALUE);
        assertThat(Bfloat16.toFloat(Bfloat16.of(Float.NaN))).isNaN();
    }

    @Test
    void buffersKeepTheirByteOrder() {
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        Bfloat16.encode(FloatBuffer.wrap(new float[] {1f, -2.5f, 7f}), bytes);
        assertThat(bytes.array()).containsExactly(0x80, 0x3f, 0x20, 0xc0);
        float[] back = new float[2];
        Bfloat16.decode(bytes.flip(), FloatBuffer.wrap(back));
        assertThat(back).containsExactly(1f, -2.5f);
    }
}
