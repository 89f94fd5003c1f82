package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each operation against a naive loop. Worst difference seen over all tests: 6e-7. */
class OpsTest {
    private static final Offset<Float> CLOSE = within(2e-6f);

    private final SplittableRandom random = new SplittableRandom(7);
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
    void linearMultipliesByTheTransposedWeight() {
        float[] x = draw(2 * 3);
        float[] w = draw(4 * 3);
        float[] b = draw(4);
        float[] y = Ops.linear(array(x, 2, 3), array(w, 4, 3), array(b, 4)).toFloatArray();
        for (int i = 0; i < 2; i++) {
            for (int o = 0; o < 4; o++) {
                float sum = b[o];
                for (int k = 0; k < 3; k++) {
                    sum += x[i * 3 + k] * w[o * 3 + k];
                }
                assertThat(y[i * 4 + o]).isCloseTo(sum, CLOSE);
            }
        }
    }

    @Test
    void embeddingPicksRows() {
        NDArray ids = manager.create(new long[] {2, 0}, new Shape(1, 2));
        assertThat(Ops.embedding(ids, array(new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
                        .toFloatArray())
                .containsExactly(5, 6, 1, 2);
    }

    @Test
    void patchifyIsALinearMapOfEachSquareInRasterOrder() {
        float[] image = draw(3 * 4 * 4);
        float[] w = draw(5 * 3 * 2 * 2);
        NDArray patches = Ops.patchify(array(image, 1, 3, 4, 4), array(w, 5, 3, 2, 2), array(new float[5], 5), 2);
        assertThat(patches.getShape()).isEqualTo(new Shape(1, 4, 5));
        float[] y = patches.toFloatArray();
        for (int n = 0; n < 4; n++) {
            for (int d = 0; d < 5; d++) {
                float sum = 0;
                for (int c = 0; c < 3; c++) {
                    for (int i = 0; i < 4; i++) {
                        int row = n / 2 * 2 + i / 2;
                        int column = n % 2 * 2 + i % 2;
                        sum += image[c * 16 + row * 4 + column] * w[d * 12 + c * 4 + i];
                    }
                }
                assertThat(y[n * 5 + d]).isCloseTo(sum, CLOSE);
            }
        }
    }

    @Test
    void normsFollowTheirDefinitions() {
        float[] x = draw(5);
        float[] w = draw(5);
        float[] b = draw(5);
        double mean = 0;
        double square = 0;
        for (float value : x) {
            mean += value / 5.0;
            square += value * value / 5.0;
        }
        double deviation = Math.sqrt(square - mean * mean + 1e-5);
        float[] layer =
                Ops.layerNorm(array(x, 1, 5), array(w, 5), array(b, 5), 1e-5).toFloatArray();
        float[] rms = Ops.rmsNorm(array(x, 1, 5), array(w, 5), 1e-5).toFloatArray();
        for (int i = 0; i < 5; i++) {
            assertThat(layer[i]).isCloseTo((float) ((x[i] - mean) / deviation * w[i] + b[i]), CLOSE);
            assertThat(rms[i]).isCloseTo((float) (x[i] / Math.sqrt(square + 1e-5) * w[i]), CLOSE);
        }
    }

    @Test
    void activationsFollowTheirDefinitions() {
        float[] x = draw(6);
        float[] u = draw(6);
        float[] quick = Ops.quickGelu(array(x, 6)).toFloatArray();
        float[] swiglu = Ops.swiglu(array(x, 6), array(u, 6)).toFloatArray();
        float[] gelu = Ops.gelu(array(x, 6)).toFloatArray();
        for (int i = 0; i < 6; i++) {
            assertThat(quick[i]).isCloseTo((float) (x[i] / (1 + Math.exp(-1.702 * x[i]))), CLOSE);
            assertThat(swiglu[i]).isCloseTo((float) (x[i] / (1 + Math.exp(-x[i])) * u[i]), CLOSE);
            assertThat(gelu[i]).isCloseTo((float) (x[i] * normalDistribution(x[i])), CLOSE);
        }
    }

    @Test
    void logSoftmaxAndNormalizeWorkOnTheLastAxis() {
        float[] log = Ops.logSoftmax(array(new float[] {1, 2, 3}, 1, 3)).toFloatArray();
        double total = Math.exp(1) + Math.exp(2) + Math.exp(3);
        assertThat(log[2]).isCloseTo((float) (3 - Math.log(total)), CLOSE);
        assertThat(Ops.l2Normalize(array(new float[] {3, 4, 0, 0}, 2, 2)).toFloatArray())
                .containsExactly(new float[] {0.6f, 0.8f, 0, 0}, CLOSE);
    }

    @Test
    void logSumExpRowsIsASoftMaximumOverRows() {
        NDArray x = array(new float[] {1, 200, 3, 202}, 1, 2, 2);
        assertThat(Ops.logSumExpRows(x).toFloatArray())
                .containsExactly(
                        new float[] {
                            (float) Math.log(Math.exp(1) + Math.exp(3)), (float) (202 + Math.log1p(Math.exp(-2)))
                        },
                        CLOSE);
    }

    @Test
    void attentionIsSoftmaxOfScaledScores() {
        float[] q = draw(3 * 4);
        float[] k = draw(3 * 4);
        float[] v = draw(3 * 4);
        NDArray qs = array(q, 1, 3, 4);
        float[] free = Ops.attention(qs, array(k, 1, 3, 4), array(v, 1, 3, 4), 2, false)
                .toFloatArray();
        float[] causal =
                Ops.attention(qs, array(k, 1, 3, 4), array(v, 1, 3, 4), 2, true).toFloatArray();
        assertThat(free).containsExactly(naiveAttention(q, k, v, (t, s) -> 1, 0), CLOSE);
        assertThat(causal).containsExactly(naiveAttention(q, k, v, (t, s) -> s <= t ? 1 : 0, 0), CLOSE);
        NDArray mask = manager.create(new boolean[] {true, false, true}, new Shape(1, 1, 1, 3));
        float[] masked =
                Ops.attention(qs, array(k, 1, 3, 4), array(v, 1, 3, 4), 2, mask).toFloatArray();
        assertThat(masked).containsExactly(naiveAttention(q, k, v, (t, s) -> s == 1 ? 0 : 1, 0), CLOSE);
    }

    @Test
    void policyAttentionSmoothsAndAveragesWhereNothingIsAllowed() {
        float[] q = draw(3 * 4);
        float[] k = draw(3 * 4);
        float[] v = draw(3 * 4);
        NDArray policy = array(new float[] {1, 0, 1}, 1, 1, 1, 3);
        float[] some = Ops.policyAttention(array(q, 1, 3, 4), array(k, 1, 3, 4), array(v, 1, 3, 4), 2, policy, 1e-6)
                .toFloatArray();
        assertThat(some).containsExactly(naiveAttention(q, k, v, (t, s) -> s == 1 ? 0 : 1, 1e-6), CLOSE);
        NDArray nothing = array(new float[3], 1, 1, 1, 3);
        float[] average = Ops.policyAttention(array(q, 1, 3, 4), array(k, 1, 3, 4), array(v, 1, 3, 4), 2, nothing, 1e-6)
                .toFloatArray();
        for (int d = 0; d < 4; d++) {
            assertThat(average[d]).isCloseTo((v[d] + v[4 + d] + v[8 + d]) / 3, CLOSE);
        }
    }

    @Test
    void repeatHeadsRepeatsEachHeadInPlace() {
        float[] repeated =
                Ops.repeatHeads(array(new float[] {1, 2, 3, 4}, 1, 1, 4), 2, 2).toFloatArray();
        assertThat(repeated).containsExactly(1, 2, 1, 2, 3, 4, 3, 4);
    }

    @Test
    void rotateTurnsHalvesByTheAngle() {
        float angle = 0.3f;
        NDArray cos = array(new float[] {(float) Math.cos(angle)}, 1, 1, 1, 1);
        NDArray sin = array(new float[] {(float) Math.sin(angle)}, 1, 1, 1, 1);
        float[] y = Ops.rotate(array(new float[] {1, 2, 3, 4}, 1, 1, 4), cos, sin, 2)
                .toFloatArray();
        assertThat(y[0]).isCloseTo((float) (Math.cos(angle) - 2 * Math.sin(angle)), CLOSE);
        assertThat(y[1]).isCloseTo((float) (2 * Math.cos(angle) + Math.sin(angle)), CLOSE);
        assertThat(y[2]).isCloseTo((float) (3 * Math.cos(angle) - 4 * Math.sin(angle)), CLOSE);
    }

    @Test
    void gatherRowsPicksPerImage() {
        NDArray x = array(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
        NDArray index = manager.create(new long[] {1, 0}, new Shape(2, 1));
        assertThat(Ops.gatherRows(x, index).toFloatArray()).containsExactly(3, 4, 5, 6);
    }

    @Test
    void rowsAreCutOutAndPutBefore() {
        NDArray x = array(new float[] {1, 2, 3, 4, 5, 6}, 1, 3, 2);
        assertThat(Ops.rows(x, 1, 2).toFloatArray()).containsExactly(3, 4, 5, 6);
        assertThat(Ops.prependRow(Ops.rows(x, 0, 1), array(new float[] {8, 9}, 1, 1, 2))
                        .toFloatArray())
                .containsExactly(8, 9, 1, 2);
    }

    @Test
    void gumbelSampleIsOneHotWithTheSoftGradient() {
        NDArray noise = array(new float[] {0, 2, 0, 0}, 2, 2);
        NDArray sample = Ops.gumbelStraightThrough(array(new float[] {1, 0, 1, 0}, 2, 2), noise, 1);
        assertThat(sample.toFloatArray()).containsExactly(new float[] {0, 1, 1, 0}, CLOSE);
        float[] gradient = gradient(new float[] {1, 0}, x -> {
            NDArray hard = Ops.gumbelStraightThrough(x, array(new float[2], 1, 2), 1);
            return hard.mul(array(new float[] {1, 0}, 1, 2)).sum();
        });
        double p = 1 / (1 + Math.exp(-1));
        assertThat(gradient[0]).isCloseTo((float) (p * (1 - p)), CLOSE);
    }

    @Test
    void nearestCodeTakesTheLowestIndexOfATie() {
        NDArray codes = array(new float[] {0, 1, 1, 0, 1, 0}, 3, 2);
        assertThat(Ops.nearestCode(array(new float[] {0.9f, 0.1f, 0.1f, 0.9f}, 2, 2), codes)
                        .toLongArray())
                .containsExactly(1, 0);
    }

    @Test
    void straightThroughHasTheValueOfOneAndTheGradientOfTheOther() {
        NDArray out = Ops.straightThrough(array(new float[] {1, 2}, 2), array(new float[] {5, 6}, 2));
        assertThat(out.toFloatArray()).containsExactly(5, 6);
        float[] gradient = gradient(new float[] {1, 2}, x -> Ops.straightThrough(x, array(new float[] {5, 6}, 1, 2))
                .sum());
        assertThat(gradient).containsExactly(1, 1);
    }

    @Test
    void groupsAreSummedAndCounted() {
        NDArray index = manager.create(new long[] {2, 0, 2});
        assertThat(Ops.sumRowsBy(index, array(new float[] {1, 2, 3, 4, 5, 6}, 3, 2), 3)
                        .toFloatArray())
                .containsExactly(3, 4, 0, 0, 6, 8);
        assertThat(Ops.countBy(index, 3).toFloatArray()).containsExactly(1, 0, 2);
    }

    @Test
    void crossEntropyIsTheNegativeLogProbabilityAndZeroWhereIgnored() {
        NDArray logits = array(new float[] {1, 2, 3, 1, 2, 3}, 2, 3);
        float[] loss = Ops.crossEntropy(logits, manager.create(new long[] {0, -100}), -100)
                .toFloatArray();
        assertThat(loss[0]).isCloseTo((float) (Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 1), CLOSE);
        assertThat(loss[1]).isZero();
    }

    @Test
    void cosineSimilarityComparesDirections() {
        assertThat(Ops.cosineSimilarity(array(new float[] {1, 0, 2, 2}, 2, 2), array(new float[] {0, 3, 1, 1}, 2, 2))
                        .toFloatArray())
                .containsExactly(new float[] {0, 1}, CLOSE);
    }

    @Test
    void detachedArraysPassNoGradient() {
        float[] gradient =
                gradient(new float[] {3, 4}, x -> x.mul(Ops.detach(x)).sum());
        assertThat(gradient).containsExactly(3, 4);
    }

    @Test
    void adamWFollowsItsDefinition() {
        float[] p = draw(4);
        float[] g = draw(4);
        NDArray values = array(p, 4);
        NDArray m = array(new float[4], 4);
        NDArray v = array(new float[4], 4);
        NDArray step = manager.create(0f);
        for (int i = 0; i < 2; i++) {
            OpLibrary.effect(
                    "adamw_in_place",
                    List.of(values),
                    List.of(array(g, 4)),
                    List.of(m),
                    List.of(v),
                    List.of(step),
                    manager.create(0.5f),
                    0.1,
                    0.9,
                    0.95,
                    1.0,
                    0.01);
        }
        assertThat(step.getFloat()).isEqualTo(2);
        for (int i = 0; i < 4; i++) {
            double expected = p[i];
            for (int t = 1; t <= 2; t++) {
                // With a constant gradient both bias-corrected moments equal their first value.
                double scaled = g[i] / 0.5;
                expected -= 0.1 * 0.01 * expected + 0.1 * scaled / (Math.abs(scaled) + 1.0);
            }
            assertThat(values.toFloatArray()[i]).isCloseTo((float) expected, CLOSE);
        }
    }

    /** Elements of many sizes, in runs of 4 096 and a rest. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, 10_000, 300_000})
    void squaredNormIsThatOfDoubles(int size) {
        float[] elements = new float[size];
        double expected = 0;
        for (int i = 0; i < size; i++) {
            elements[i] = (float) (Math.sin(i) * Math.pow(10, i % 7 - 3));
            expected += (double) elements[i] * elements[i];
        }
        NDArray x = manager.create(elements, new Shape(size));
        assertThat(FlatUpdates.squaredNorm(x)).isCloseTo(expected, withinPercentage(1e-4));
    }

    @Test
    void squaredNorm() {
        NDArray x = array(new float[] {3, 4}, 2);
        assertThat(OpLibrary.call(x, "squared_norm", x).toDoubleArray()[0]).isEqualTo(25);
    }

    private float[] gradient(float[] at, Function<NDArray, NDArray> function) {
        Parameters scope = Parameters.create();
        Parameter x = scope.weight("x", Init.constant(0), 1, at.length);
        try (FlatParameters flat = FlatParameters.allocate(scope.all());
                Autograd recording = Autograd.on()) {
            HostMemory.changeFloats(x.value(), values -> values.put(at));
            NDArray loss = function.apply(x.value());
            flat.addGradients(loss);
            return flat.buckets().get(0).gradients().toFloatArray();
        }
    }

    @FunctionalInterface
    private interface Policy {
        float of(int query, int key);
    }

    /** One batch, three positions, two heads of two. */
    private static float[] naiveAttention(float[] q, float[] k, float[] v, Policy policy, double epsilon) {
        float[] out = new float[12];
        for (int h = 0; h < 2; h++) {
            for (int t = 0; t < 3; t++) {
                double[] score = new double[3];
                double max = Double.NEGATIVE_INFINITY;
                for (int s = 0; s < 3; s++) {
                    score[s] = (q[t * 4 + 2 * h] * k[s * 4 + 2 * h] + q[t * 4 + 2 * h + 1] * k[s * 4 + 2 * h + 1])
                            / Math.sqrt(2);
                    max = Math.max(max, score[s]);
                }
                double total = epsilon;
                for (int s = 0; s < 3; s++) {
                    score[s] = Math.exp(score[s] - max) * policy.of(t, s);
                    total += score[s];
                }
                for (int s = 0; s < 3; s++) {
                    double weight = (score[s] + epsilon / 3) / total;
                    out[t * 4 + 2 * h] += (float) (weight * v[s * 4 + 2 * h]);
                    out[t * 4 + 2 * h + 1] += (float) (weight * v[s * 4 + 2 * h + 1]);
                }
            }
        }
        return out;
    }

    /** The normal distribution function by Simpson's rule, good to 1e-9. */
    private static double normalDistribution(double x) {
        int steps = 2000;
        double h = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-0.5 * i * h * i * h);
        }
        return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
    }

    private float[] draw(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private NDArray array(float[] values, long... shape) {
        return manager.create(values, new Shape(shape)).toType(DataType.FLOAT32, false);
    }
}
