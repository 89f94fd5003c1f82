package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Tensors;

/**
 * Spherical k-means: unit vectors are grouped by direction, and a centre is the normalised sum of its group. Centres
 * start at randomly chosen vectors; a centre that lost its group starts again at the vector that is served worst.
 *
 * <p>Shapes: vectors (R, C) and centres (K, C), row after row in one array.
 */
final class CosineKMeans {
    /** Vectors compared with all centres at once: bounds the memory to this many times K floats. */
    private static final int CHUNK = 4096;

    private final float[] vectors;
    private final int width;
    private final int count;
    private final long[] nearest;
    private final float[] cosine;
    private float[] centres;

    /**
     * The result.
     *
     * @param centres (K, C)
     * @param counts (K): vectors of each group
     */
    record Clusters(float[] centres, float[] counts) {}

    private CosineKMeans(float[] vectors, int width, float[] centres) {
        this.vectors = vectors;
        this.width = width;
        this.centres = centres;
        count = vectors.length / width;
        nearest = new long[count];
        cosine = new float[count];
    }

    /**
     * Groups {@code vectors} (R, C) around {@code k} centres.
     *
     * @throws IllegalArgumentException if there are fewer vectors than centres
     */
    static Clusters cluster(float[] vectors, int width, int k, int rounds, long seed) {
        int count = vectors.length / width;
        if (count < k) {
            throw new IllegalArgumentException(count + " vectors cannot be grouped around " + k + " centres");
        }
        CosineKMeans search = new CosineKMeans(vectors, width, firstCentres(vectors, width, k, seed));
        float[] counts = new float[k];
        for (int round = 0; round < rounds; round++) {
            search.assign();
            counts = search.regroup();
        }
        return new Clusters(search.centres, counts);
    }

    private static float[] firstCentres(float[] vectors, int width, int k, long seed) {
        int[] order = IntStream.range(0, vectors.length / width).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        float[] centres = new float[k * width];
        for (int i = 0; i < k; i++) {
            int other = i + random.nextInt(order.length - i);
            System.arraycopy(vectors, order[other] * width, centres, i * width, width);
            order[other] = order[i];
        }
        return centres;
    }

    private void assign() {
        for (int from = 0; from < count; from += CHUNK) {
            int to = Math.min(count, from + CHUNK);
            try (NDManager manager = Tensors.newManager()) {
                NDArray part = manager.create(
                        Arrays.copyOfRange(vectors, from * width, to * width), new Shape(to - from, width));
                NDArray codes = manager.create(centres, new Shape(centres.length / width, width));
                NDArray ids = Ops.nearestCode(part, codes);
                NDArray near = Ops.cosineSimilarity(part, Ops.embedding(ids, codes));
                System.arraycopy(ids.toLongArray(), 0, nearest, from, to - from);
                System.arraycopy(near.toFloatArray(), 0, cosine, from, to - from);
            }
        }
    }

    /** Moves the centres to their groups; returns how many vectors each has. */
    private float[] regroup() {
        double[] sums = new double[centres.length];
        float[] counts = new float[centres.length / width];
        for (int row = 0; row < count; row++) {
            int centre = Math.toIntExact(nearest[row]);
            counts[centre]++;
            for (int c = 0; c < width; c++) {
                sums[centre * width + c] += vectors[row * width + c];
            }
        }
        int[] lost =
                IntStream.range(0, counts.length).filter(k -> counts[k] == 0).toArray();
        centres = UnitRows.normalised(sums, width);
        int[] worst = worstServed(lost.length);
        for (int i = 0; i < lost.length; i++) {
            System.arraycopy(vectors, worst[i] * width, centres, lost[i] * width, width);
        }
        return counts;
    }

    private int[] worstServed(int howMany) {
        return IntStream.range(0, howMany == 0 ? 0 : count)
                .boxed()
                .sorted((a, b) -> Float.compare(cosine[a], cosine[b]))
                .limit(howMany)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
