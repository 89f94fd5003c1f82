package org.sparklavit.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparklavit.collective.JobSecret;
import scala.reflect.ClassTag$;

/** One try at a barrier job: a secret of its own, one barrier stage, and the first cause if it fails. */
final class BarrierAttempt {

    /** How long the ends of the other ranks may take to arrive before the first cause is guessed from what is known. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The attempt ended because a rank failed. */
    static final class FailedException extends Exception {
        private final RankFailure first;

        FailedException(RankFailure first, Throwable cause) {
            super(first.toString(), cause);
            this.first = first;
        }

        RankFailure first() {
            return first;
        }
    }

    private final JavaSparkContext spark;
    private final BarrierJob job;
    private final String jobId;
    private final int number;

    BarrierAttempt(JavaSparkContext spark, BarrierJob job, String jobId, int number) {
        this.spark = spark;
        this.job = job;
        this.jobId = jobId;
        this.number = number;
    }

    // What comes back is what the body of type T made.
    @SuppressWarnings("unchecked")
    <T extends Serializable> T run(RankBody<T> body) throws FailedException {
        String id = jobId + "#" + number;
        AttemptListener listener = new AttemptListener(id);
        spark.sc().addSparkListener(listener);
        spark.setLocalProperty(AttemptListener.ATTEMPT, id);
        spark.sc().setJobDescription(job.name() + ": " + job.worldSize() + " ranks, attempt " + (number + 1));
        try {
            return (T) fromBytes(collect(body).get(0));
        } catch (Exception e) {
            throw explain(listener, e);
        } finally {
            spark.sc().setJobDescription(null);
            spark.setLocalProperty(AttemptListener.ATTEMPT, null);
            spark.sc().removeSparkListener(listener);
        }
    }

    private <T extends Serializable> List<byte[]> collect(RankBody<T> body) {
        List<Integer> ranks = IntStream.range(0, job.worldSize()).boxed().toList();
        BarrierTask<T> task = new BarrierTask<>(body, job, number, JobSecret.draw(jobId, number), jobId);
        return spark.parallelize(ranks, job.worldSize())
                .rdd()
                .barrier()
                .<byte[]>mapPartitions(task, false, ClassTag$.MODULE$.<byte[]>apply(byte[].class))
                .toJavaRDD()
                .collect();
    }

    /** An attempt without a failed rank failed for a reason that another one would meet again. */
    private FailedException explain(AttemptListener listener, Exception thrown) {
        if (spark.sc().isStopped()) {
            throw new BarrierJobException(job.name() + " ended because its Spark context was stopped", thrown);
        }
        Optional<RankFailure> first;
        try {
            first = listener.awaitFirstCause(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BarrierJobException(job.name() + " was interrupted", thrown);
        }
        RankFailure failure = first.orElseThrow(() ->
                new BarrierJobException(job.name() + " could not be run by Spark: " + thrown.getMessage(), thrown));
        return new FailedException(failure, thrown);
    }

    private static Object fromBytes(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }
}
