package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** bfloat16 keeps 8 bits: a value of about one is off by up to 2^-8 = 0.004, and results here sum a few. */
class AutocastTest {
    private static final Offset<Float> ROUNDED = within(0.02f);
    private static final int WIDTH = 16;

    private final SplittableRandom random = new SplittableRandom(3);
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = Tensors.newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void linearLayersRoundToEightBits() {
        NDArray x = draw(6, WIDTH);
        NDArray weight = draw(4, WIDTH);
        NDArray bias = draw(4);
        assertRounded(() -> Ops.linear(x, weight));
        assertRounded(() -> Ops.linear(x, weight, bias));
    }

    @Test
    void attentionRoundsToEightBitsUnderAnyMask() {
        NDArray q = draw(2, 5, WIDTH);
        NDArray k = draw(2, 7, WIDTH);
        NDArray v = draw(2, 7, WIDTH);
        NDArray bias = draw(2, 1, 1, 7);
        assertRounded(() -> Ops.attention(q, k, v, 4, false));
        assertRounded(() -> Ops.attention(q, k, v, 4, bias));
        assertRounded(() -> Ops.attention(q, k, v, 4, bias.gt(-0.5f)));
        assertRounded(() -> RowOps.documentAttention(k, v, v, 4, new long[] {3, 4, 7}));
    }

    @Test
    void gradientsOfWeightsAreRoundedToo() {
        float[] exact = gradientOfWeight(Precision.FLOAT32);
        float[] rounded = gradientOfWeight(Precision.BFLOAT16);
        assertThat(rounded).containsExactly(exact, ROUNDED).isNotEqualTo(exact);
    }

    @Test
    void closingRestoresThePrecisionOfTheThread() {
        NDArray x = draw(6, WIDTH);
        NDArray weight = draw(4, WIDTH);
        float[] exact = Ops.linear(x, weight).toFloatArray();
        try (Autocast outer = Autocast.to(Precision.BFLOAT16)) {
            try (Autocast inner = Autocast.to(Precision.FLOAT32)) {
                assertThat(Ops.linear(x, weight).toFloatArray()).isEqualTo(exact);
            }
            assertThat(Ops.linear(x, weight).toFloatArray()).isNotEqualTo(exact);
        }
        assertThat(Ops.linear(x, weight).toFloatArray()).isEqualTo(exact);
    }

    @Test
    void autoIsFloat32OnACpu() {
        assertThat(Precision.AUTO.isBfloat16On(Device.cpu())).isFalse();
        assertThat(Precision.BFLOAT16.isBfloat16On(Device.cpu())).isTrue();
    }

    private void assertRounded(Supplier<NDArray> operation) {
        float[] exact = operation.get().toFloatArray();
        try (Autocast cast = Autocast.to(Precision.BFLOAT16)) {
            NDArray rounded = operation.get();
            assertThat(rounded.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(rounded.toFloatArray()).containsExactly(exact, ROUNDED).isNotEqualTo(exact);
        }
    }

    private float[] gradientOfWeight(Precision precision) {
        Parameters scope = Parameters.create();
        Parameter weight = scope.weight("weight", Init.constant(0.23f), 1, 2);
        NDArray x = manager.create(new float[] {0.3f, -0.7f, 0.9f, 0.2f}, new Shape(2, 2));
        try (FlatParameters flat = FlatParameters.allocate(scope.all());
                Autograd recording = Autograd.on();
                Autocast cast = Autocast.to(precision)) {
            flat.initialize(1);
            flat.addGradients(Ops.linear(x, weight.value()).square().sum());
            return flat.buckets().get(0).gradients().toFloatArray();
        }
    }

    private NDArray draw(long... shape) {
        Shape of = new Shape(shape);
        float[] values = new float[(int) of.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1) / 2;
        }
        return manager.create(values, of);
    }
}
