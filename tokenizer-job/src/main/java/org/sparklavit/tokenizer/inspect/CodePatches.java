package org.sparklavit.tokenizer.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.tensor.Bfloat16;

/**
 * What a code looks like: the patches that got it, nearest first. Nearness is the cosine between a patch's merged
 * feature and the mean of all that were gathered for the code; a dump without features gives patches in the order of its
 * rows. Gathers the first few dozen patches of each code asked for, at most one an image.
 */
final class CodePatches {
    private static final int GATHERED = 64;

    private final Map<Integer, List<Patch>> patches = new HashMap<>();

    /**
     * One patch of an image.
     *
     * @param row the image
     * @param position row * grid width + column
     * @param feature (D) the merged feature; empty if the dump has none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Patch(TokenRow row, int position, float[] feature) {}

    CodePatches(Set<Integer> codes) {
        codes.forEach(code -> patches.put(code, new ArrayList<>()));
    }

    void add(TokenRow row) {
        for (int i = 0; i < row.numTokens(); i++) {
            List<Patch> gathered = patches.get(row.codes()[i]);
            if (gathered != null && gathered.size() < GATHERED && isAnotherImage(gathered, row)) {
                gathered.add(new Patch(withoutFeatures(row), row.positions()[i], feature(row, i)));
            }
        }
    }

    /** Whether enough of every code was seen. */
    boolean isFull() {
        return patches.values().stream().allMatch(gathered -> gathered.size() == GATHERED);
    }

    private static boolean isAnotherImage(List<Patch> gathered, TokenRow row) {
        return gathered.isEmpty()
                || !gathered.get(gathered.size() - 1).row().id().equals(row.id());
    }

    /** A row of a large model has a megabyte of them. */
    private static TokenRow withoutFeatures(TokenRow row) {
        return new TokenRow(
                row.id(),
                row.source(),
                row.key(),
                row.caption(),
                row.codes(),
                row.positions(),
                row.grid(),
                row.width(),
                row.height(),
                row.metadataJson(),
                new byte[0]);
    }

    private static float[] feature(TokenRow row, int token) {
        int bytes = row.features().length / row.numTokens();
        float[] feature = new float[bytes / Bfloat16.BYTES];
        Bfloat16.decode(
                ByteBuffer.wrap(row.features(), token * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN),
                FloatBuffer.wrap(feature));
        float length = (float) Math.sqrt(Math.max(dot(feature, feature), Float.MIN_NORMAL));
        for (int d = 0; d < feature.length; d++) {
            feature[d] /= length;
        }
        return feature;
    }

    /** The patches of a code, nearest first. */
    List<Patch> nearest(int code, int limit) {
        List<Patch> gathered = patches.getOrDefault(code, List.of());
        float[] mean = mean(gathered);
        return gathered.stream()
                .sorted(Comparator.comparingDouble((Patch patch) -> -dot(patch.feature(), mean)))
                .limit(limit)
                .toList();
    }

    private static float[] mean(List<Patch> gathered) {
        float[] mean = new float[gathered.isEmpty() ? 0 : gathered.get(0).feature().length];
        for (Patch patch : gathered) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += patch.feature()[d];
            }
        }
        return mean;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }
}
