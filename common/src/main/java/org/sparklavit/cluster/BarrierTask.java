package org.sparklavit.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.JobSecret;
import org.sparklavit.collective.RingAddress;
import org.sparklavit.collective.RingCollective;
import org.sparklavit.collective.RingListener;
import org.sparklavit.collective.RingSettings;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.collective.WatchedCollective;
import org.sparklavit.collective.nccl.GpuRanks;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** One attempt's task, run by every rank: meets the others, runs the body, returns rank 0's result as bytes. */
final class BarrierTask<T extends Serializable> extends AbstractFunction1<Iterator<Integer>, Iterator<byte[]>>
        implements Serializable {

    /** So many beats may be lost before a rank counts as silent. */
    private static final int BEATS_IN_LIMIT = 6;

    private final RankBody<T> body;
    private final int worldSize;
    private final int attempt;
    private final RingSettings ring;
    private final JobSecret secret;
    private final String desk;
    private final Duration beatEvery;
    private final boolean usesNccl;

    BarrierTask(RankBody<T> body, BarrierJob job, int attempt, JobSecret secret, String desk) {
        this.body = body;
        this.worldSize = job.worldSize();
        this.attempt = attempt;
        this.ring = job.ring();
        this.beatEvery = job.heartbeatLimit().dividedBy(BEATS_IN_LIMIT);
        this.usesNccl = job.usesNccl();
        this.secret = secret;
        this.desk = desk;
    }

    @Override
    public Iterator<byte[]> apply(Iterator<Integer> ranks) {
        BarrierTaskContext task = BarrierTaskContext.get();
        int rank = task.partitionId();
        String place = "on " + host() + ", executor " + SparkEnv.get().executorId();
        try {
            byte[] result = runBody(task, rank, place);
            return CollectionConverters.asScala((rank == 0 ? List.of(result) : List.<byte[]>of()).iterator());
        } catch (Exception | LinkageError | AssertionError e) {
            throw new RankException(RankFailure.of(rank, place, e), e);
        } finally {
            ProgressLine.flush(desk);
        }
    }

    private byte[] runBody(BarrierTaskContext task, int rank, String place) throws Exception {
        ProgressSink progress = ProgressLine.sink(desk, rank == 0 ? "" : "[rank " + rank + "] ");
        OptionalInt gpu = Gpus.ofTask();
        try (WatchedCollective collective = new WatchedCollective(join(task, rank, progress));
                Heartbeat beating = new Heartbeat(desk, place, collective, beatEvery)) {
            RankContext context = new RankContext(collective, attempt, gpu, progress, task::isInterrupted);
            return bytesOf(body.run(context));
        }
    }

    /** Ranks that Spark gave no GPU may share one, which NCCL does not serve. */
    private Collective join(BarrierTaskContext task, int rank, ProgressSink progress) {
        if (worldSize == 1) {
            return new SoloCollective();
        }
        Collective ranks = meet(task, rank);
        OptionalInt gpu = Gpus.givenTo(task);
        return gpu.isPresent() && usesNccl
                ? GpuRanks.join(ranks, gpu.getAsInt(), ring.operationTimeout(), rank == 0 ? progress::line : line -> {})
                : ranks;
    }

    /** Spark's own all-gather takes about a second, so it is used once: to tell everyone where the ports are. */
    private Collective meet(BarrierTaskContext task, int rank) {
        try (RingListener listener = RingListener.open(rank, worldSize, host(), secret)) {
            String[] all = task.allGather(listener.address().hostAndPort());
            List<RingAddress> addresses = new ArrayList<>();
            for (int r = 0; r < worldSize; r++) {
                addresses.add(RingAddress.parse(r, all[r]));
            }
            return RingCollective.join(listener, addresses, ring, task::isInterrupted);
        }
    }

    /** The name under which Spark's own block transfers reach this executor. */
    private static String host() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }

    private static byte[] bytesOf(Serializable result) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(result);
        }
        return bytes.toByteArray();
    }
}
