package org.sparklavit.vision.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.sparklavit.collective.Collective;

/**
 * Gives the codebook its first values: centres of the features that reach it, gathered from all ranks. Rank 0 groups
 * them, in an order that does not depend on the ranks, and tells the others.
 */
final class CodebookStart {
    /** How many times longer than expected the gathering may take. */
    private static final int PATIENCE = 4;

    private final CodebookConfig config;
    private final CodebookState state;
    private final Collective collective;
    private final long seed;

    CodebookStart(CodebookConfig config, CodebookState state, Collective collective, long seed) {
        this.config = config;
        this.state = state;
        this.collective = collective;
        this.seed = seed;
    }

    /**
     * Starts the codebook.
     *
     * @param featuresPerStep about how many features one step brings, over all ranks
     * @param stepFeatures this rank's features of one more step
     */
    void run(double featuresPerStep, Supplier<List<Features>> stepFeatures) {
        CosineKMeans.Clusters clusters = config.start() == CodebookConfig.Start.RANDOM
                ? randomDirections()
                : agree(gather(featuresPerStep, stepFeatures));
        state.start(clusters, featuresPerStep);
    }

    private CosineKMeans.Clusters randomDirections() {
        SplittableRandom random = new SplittableRandom(seed);
        double[] draws = new double[state.size() * state.width()];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = random.nextGaussian();
        }
        return new CosineKMeans.Clusters(UnitRows.normalised(draws, state.width()), new float[state.size()]);
    }

    /** Whole steps of features, until there are enough over all ranks; fewer where images keep few patches. */
    private List<Features> gather(double featuresPerStep, Supplier<List<Features>> stepFeatures) {
        long wanted = (long) config.featuresPerCode() * state.size();
        double mostSteps = PATIENCE * Math.max(1, wanted / featuresPerStep);
        List<Features> own = new ArrayList<>();
        long total = 0;
        for (int steps = 0; total < wanted && steps < mostSteps; steps++) {
            List<Features> step = stepFeatures.get();
            own.addAll(step);
            long count = step.stream().mapToLong(Features::count).sum();
            ByteBuffer message = ByteBuffer.allocate(Long.BYTES).putLong(count);
            for (byte[] other : collective.allGatherBytes(message.array())) {
                total += ByteBuffer.wrap(other).getLong();
            }
        }
        return own;
    }

    private CosineKMeans.Clusters agree(List<Features> own) {
        byte[][] all = collective.allGatherBytes(encode(own));
        byte[] result = collective.rank() == 0 ? cluster(all) : new byte[0];
        ByteBuffer centres = ByteBuffer.wrap(collective.allGatherBytes(result)[0]);
        float[] codes = new float[state.size() * state.width()];
        float[] counts = new float[state.size()];
        centres.asFloatBuffer().get(codes).get(counts);
        return new CosineKMeans.Clusters(codes, counts);
    }

    private byte[] cluster(byte[][] messages) {
        record Row(long key, ByteBuffer message, int at) {}
        int bytes = Long.BYTES + state.width() * Float.BYTES;
        List<Row> rows = new ArrayList<>();
        for (byte[] message : messages) {
            ByteBuffer in = ByteBuffer.wrap(message);
            for (int at = 0; at < message.length; at += bytes) {
                rows.add(new Row(in.getLong(at), in, at + Long.BYTES));
            }
        }
        rows.sort(Comparator.comparingLong(Row::key));
        float[] vectors = new float[rows.size() * state.width()];
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < state.width(); c++) {
                Row row = rows.get(r);
                vectors[r * state.width() + c] = row.message().getFloat(row.at() + c * Float.BYTES);
            }
        }
        CosineKMeans.Clusters clusters =
                CosineKMeans.cluster(vectors, state.width(), state.size(), config.kMeansRounds(), seed);
        ByteBuffer out = ByteBuffer.allocate((clusters.centres().length + clusters.counts().length) * Float.BYTES);
        out.asFloatBuffer().put(clusters.centres()).put(clusters.counts());
        return out.array();
    }

    private byte[] encode(List<Features> own) {
        int rows = own.stream().mapToInt(Features::count).sum();
        ByteBuffer out = ByteBuffer.allocate(rows * (Long.BYTES + state.width() * Float.BYTES));
        for (Features features : own) {
            for (int row = 0; row < features.count(); row++) {
                out.putLong(features.keys()[row]);
                for (int c = 0; c < state.width(); c++) {
                    out.putFloat(features.rows()[row * state.width() + c]);
                }
            }
        }
        return out.array();
    }
}
