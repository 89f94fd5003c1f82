package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.Segments;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.FlatParameters.Bucket;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.Tensors;

/**
 * AdamW whose moments are cut over the ranks (ZeRO stage 1, arXiv 1910.02054): gradients are reduce-scattered, each
 * rank updates its own segment of every bucket, and the new values are gathered. Moments take 1/world of the memory.
 *
 * <p>A bucket is reduced as soon as its gradients are final, on a thread of its own, while the pass back goes on; and it
 * is gathered while the next one is updated. Operations and their order are the same without overlap.
 */
final class ShardedAdamW implements AutoCloseable {
    private final NDManager manager = Tensors.newManager();
    private final FlatParameters parameters;
    private final Collective collective;
    private final ArrayCollective arrays;
    private final OptimizerConfig config;
    private final List<Shard> shards = new ArrayList<>();
    private final CommunicationThread communication;
    private final boolean overlaps;
    private int reduced;
    private double waitedSeconds;

    /**
     * This rank's segment of one bucket.
     *
     * @param values a view of the bucket's values (n / world)
     * @param gradients a view of the bucket's gradients
     * @param moment1 the mean of gradients
     * @param moment2 the mean of squared gradients
     * @param steps the number of updates, a scalar
     */
    record Shard(
            Bucket bucket,
            int start,
            NDArray values,
            NDArray gradients,
            NDArray moment1,
            NDArray moment2,
            NDArray steps) {}

    /**
     * What one update did.
     *
     * @param gradientNorm of the averaged gradient, before clipping
     * @param applied false if the norm was not finite: then nothing changed
     */
    record Update(double gradientNorm, boolean applied) {}

    /** With moments of zero; {@code overlaps} says whether communication and computation go on side by side. */
    ShardedAdamW(FlatParameters parameters, Collective collective, OptimizerConfig config, boolean overlaps) {
        this.parameters = parameters;
        this.collective = collective;
        arrays = new ArrayCollective(collective);
        this.config = config;
        this.overlaps = overlaps;
        communication = new CommunicationThread("communication-of-rank-" + collective.rank());
        for (Bucket bucket : parameters.buckets()) {
            int start = Segments.start(bucket.size(), collective.rank(), collective.worldSize());
            int size = Segments.length(bucket.size(), collective.rank(), collective.worldSize());
            shards.add(new Shard(
                    bucket,
                    start,
                    FlatUpdates.slice(manager, bucket.values(), start, size),
                    FlatUpdates.slice(manager, bucket.gradients(), start, size),
                    manager.zeros(new Shape(size), DataType.FLOAT32),
                    manager.zeros(new Shape(size), DataType.FLOAT32),
                    manager.create(0f)));
        }
    }

    List<Shard> shards() {
        return shards;
    }

    /** What this rank's moments take. */
    long momentBytes() {
        return shards.stream()
                .mapToLong(shard -> (shard.moment1().size() + shard.moment2().size()) * Float.BYTES)
                .sum();
    }

    /**
     * What communication has cost since the last call.
     *
     * @param seconds of all operations, waiting for other ranks included
     * @param waitedSeconds in which this rank did nothing else
     */
    record Communication(double seconds, double waitedSeconds) {}

    Communication takeCommunication() {
        double waited = waitedSeconds;
        waitedSeconds = 0;
        return new Communication(communication.takeBusySeconds(), waited);
    }

    /** Takes note that the gradients of {@code stage}, and of all later ones, are final on this rank. */
    void gradientsAreFinal(int stage) {
        if (!overlaps) {
            return;
        }
        while (reduced < shards.size() && shards.get(reduced).bucket().stage() >= stage) {
            reduceNext();
        }
    }

    private void reduceNext() {
        Bucket bucket = shards.get(reduced++).bucket();
        parameters.completeGradients(bucket);
        communication.submit(() -> arrays.reduceScatter(bucket.gradients()));
    }

    /**
     * Averages the gradients over all ranks, clips them and updates the parameters; gradients are zero afterwards.
     *
     * @param weight the weight of this rank's gradient sum (images, tokens)
     */
    Update update(double weight, double learningRate) {
        while (reduced < shards.size()) {
            reduceNext();
        }
        reduced = 0;
        await();
        double[] total = sumOverRanks(squaredNorm(), weight);
        double norm = Math.sqrt(total[0]) / total[1];
        boolean applied = Double.isFinite(norm);
        if (applied) {
            double clip = Math.min(1, config.clipNorm() / (norm + 1e-6));
            shards.forEach(shard -> updateAndGather(shard, clip / total[1], learningRate));
            await();
        }
        parameters.clearGradients();
        return new Update(norm, applied);
    }

    private void updateAndGather(Shard shard, double gradientFactor, double learningRate) {
        updateOwn(shard, gradientFactor, learningRate);
        communication.submit(() -> arrays.allGather(shard.bucket().values()));
        if (!overlaps) {
            await();
        }
    }

    private void await() {
        long start = System.nanoTime();
        communication.await();
        waitedSeconds += (System.nanoTime() - start) / 1e9;
    }

    private void updateOwn(Shard shard, double gradientFactor, double learningRate) {
        FlatUpdates.adamW(
                shard.values(),
                shard.gradients(),
                shard.moment1(),
                shard.moment2(),
                shard.steps(),
                new FlatUpdates.AdamW(
                        learningRate,
                        config.beta1(),
                        config.beta2(),
                        config.epsilon(),
                        shard.bucket().decays() ? config.weightDecay() : 0,
                        gradientFactor));
    }

    private double squaredNorm() {
        return shards.stream()
                .mapToDouble(shard -> FlatUpdates.squaredNorm(shard.gradients()))
                .sum();
    }

    /** Sums in rank order and in double, so that every rank has the same bits. */
    private double[] sumOverRanks(double... own) {
        ByteBuffer message = ByteBuffer.allocate(own.length * Double.BYTES);
        message.asDoubleBuffer().put(own);
        double[] total = new double[own.length];
        communication.submit(() -> {
            for (byte[] other : collective.allGatherBytes(message.array())) {
                for (int i = 0; i < total.length; i++) {
                    total[i] += ByteBuffer.wrap(other).getDouble(i * Double.BYTES);
                }
            }
        });
        await();
        return total;
    }

    @Override
    public void close() {
        communication.close();
        manager.close();
    }
}
