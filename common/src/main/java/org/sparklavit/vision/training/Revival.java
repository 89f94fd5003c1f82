package org.sparklavit.vision.training;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.sparklavit.collective.Collective;
import org.sparklavit.vision.GumbelNoise;

/**
 * Draws features for dead codes from all features of a step, on all ranks, without replacement, each with a probability
 * in proportion to its squared distance from its code: where the codebook serves badly, new codes come.
 *
 * <p>The draw is an exponential race: the features with the smallest {@code -ln(u) / distance} win, where u is a random
 * number of the feature's own. So it does not depend on how the features are spread over ranks.
 */
final class Revival {
    private static final Comparator<Candidate> BY_PRIORITY =
            Comparator.comparingDouble(Candidate::priority).thenComparingLong(Candidate::key);

    private final long seed;
    private final int width;
    private final PriorityQueue<Candidate> best = new PriorityQueue<>(BY_PRIORITY.reversed());

    private record Candidate(double priority, long key, float[] row) {}

    Revival(long seed, int width) {
        this.seed = seed;
        this.width = width;
    }

    /** Lets features of this rank take part; the {@code wanted} best ones stay. */
    void offer(long step, Features features, float[] squaredDistances, int wanted) {
        for (int row = 0; row < features.count() && wanted > 0; row++) {
            long key = features.keys()[row];
            double uniform = 1 - GumbelNoise.random(seed, step, key).nextDouble();
            double priority = -Math.log(uniform) / Math.max(squaredDistances[row], Float.MIN_NORMAL);
            if (best.size() == wanted && priority >= best.element().priority()) {
                continue;
            }
            float[] values = new float[width];
            System.arraycopy(features.rows(), row * width, values, 0, width);
            best.add(new Candidate(priority, key, values));
            if (best.size() > wanted) {
                best.remove();
            }
        }
    }

    /** The winners of all ranks, at most {@code wanted}, the same on each rank; the next race starts empty. */
    List<float[]> draw(int wanted, Collective collective) {
        List<Candidate> all = new ArrayList<>();
        for (byte[] message : collective.allGatherBytes(encode())) {
            ByteBuffer in = ByteBuffer.wrap(message);
            while (in.hasRemaining()) {
                double priority = in.getDouble();
                long key = in.getLong();
                float[] row = new float[width];
                in.asFloatBuffer().get(row);
                in.position(in.position() + width * Float.BYTES);
                all.add(new Candidate(priority, key, row));
            }
        }
        best.clear();
        return all.stream()
                .sorted(BY_PRIORITY)
                .limit(wanted)
                .map(Candidate::row)
                .toList();
    }

    private byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Candidate candidate : best) {
                out.writeDouble(candidate.priority());
                out.writeLong(candidate.key());
                for (float value : candidate.row()) {
                    out.writeFloat(value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
