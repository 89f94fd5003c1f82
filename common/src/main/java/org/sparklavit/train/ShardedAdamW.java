package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
 */
final class ShardedAdamW implements AutoCloseable {
    private final NDManager manager = Tensors.newManager();
    private final Collective collective;
    private final OptimizerConfig config;
    private final List<Shard> shards = new ArrayList<>();
    private double communicationSeconds;

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

    ShardedAdamW(FlatParameters parameters, Collective collective, OptimizerConfig config) {
        this.collective = collective;
        this.config = config;
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

    /** Seconds spent in collectives since the last call. */
    double takeCommunicationSeconds() {
        double seconds = communicationSeconds;
        communicationSeconds = 0;
        return seconds;
    }

    /**
     * Averages the gradients over all ranks, clips them and updates the parameters; gradients are zero afterwards.
     *
     * @param weight the weight of this rank's gradient sum (images, tokens)
     */
    Update update(double weight, double learningRate) {
        for (Shard shard : shards) {
            communicate(() -> collective.reduceScatter(bytesOf(shard.bucket().gradients())));
        }
        double[] total = sumOverRanks(squaredNorm(), weight);
        double norm = Math.sqrt(total[0]) / total[1];
        boolean applied = Double.isFinite(norm);
        if (applied) {
            double clip = Math.min(1, config.clipNorm() / (norm + 1e-6));
            shards.forEach(shard -> updateOwn(shard, clip / total[1], learningRate));
            for (Shard shard : shards) {
                communicate(() -> collective.allGather(bytesOf(shard.bucket().values())));
            }
        }
        shards.forEach(shard -> FlatUpdates.fill(shard.bucket().gradients(), 0));
        return new Update(norm, applied);
    }

    private void updateOwn(Shard shard, double gradientFactor, double learningRate) {
        FlatUpdates.scale(shard.gradients(), gradientFactor);
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
                        shard.bucket().decays() ? config.weightDecay() : 0));
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
        communicate(() -> {
            for (byte[] other : collective.allGatherBytes(message.array())) {
                for (int i = 0; i < total.length; i++) {
                    total[i] += ByteBuffer.wrap(other).getDouble(i * Double.BYTES);
                }
            }
        });
        return total;
    }

    private void communicate(Runnable operation) {
        long start = System.nanoTime();
        operation.run();
        communicationSeconds += (System.nanoTime() - start) / 1e9;
    }

    private static ByteBuffer bytesOf(NDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        manager.close();
    }
}
