package org.sparklavit.data.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.latent.LatentSample;
import org.sparklavit.data.order.Lane;
import org.sparklavit.data.order.Lanes;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.sample.Sample;

/**
 * The micro-batches of one rank, in the order of its steps, decoded on a background thread so that the model does not
 * wait. Each step takes {@code globalBatch / lanes} samples from every lane, so that the samples of a step are the same
 * for every world size, and a run resumes at a step by seeking.
 *
 * @param <R> a row of the shards
 */
public final class ImageBatches<R> implements ImageStream {
    /** Batches made ahead: one to use, one in reserve. */
    private static final int AHEAD = 2;

    private final Dealing dealing;
    private final List<Lane<R>> lanes = new ArrayList<>();
    private final Decoder<R> decoder;
    private final BatchDecoder images;
    private final BlockingQueue<Object> ready = new ArrayBlockingQueue<>(AHEAD);
    private final Thread worker;

    /**
     * How samples are dealt.
     *
     * @param lanes see {@link Lanes}
     * @param globalBatch samples of a step over all ranks
     * @param microBatch samples of one batch
     * @param seed of the order
     * @param blockRows rows of a lane that are held and shuffled at a time
     */
    public record Dealing(
            int rank, int worldSize, int lanes, int globalBatch, int microBatch, long seed, int blockRows) {}

    /** Makes a batch of the rows of a step. */
    private interface Decoder<R> {
        ImageBatch decode(long step, List<R> rows) throws BadImageException, InterruptedException;
    }

    /** Batches of samples, from the first micro-batch of {@code firstStep} (from 1) on. */
    public static ImageBatches<Sample> of(
            ShardSource<Sample> shards, ImageViews views, Dealing dealing, long firstStep) {
        BatchDecoder decoder = new BatchDecoder(views);
        return new ImageBatches<>(shards, decoder::decode, decoder, dealing, firstStep);
    }

    /** The same batches in the same order, with the latents of their samples. */
    public static ImageBatches<LatentSample> withLatents(
            ShardSource<LatentSample> shards, ImageViews views, Dealing dealing, long firstStep) {
        BatchDecoder decoder = new BatchDecoder(views);
        return new ImageBatches<>(
                shards,
                (step, rows) -> decoder.decode(
                                step, rows.stream().map(LatentSample::sample).toList())
                        .with(rows.stream().map(LatentSample::latent).toList()),
                decoder,
                dealing,
                firstStep);
    }

    private ImageBatches(
            ShardSource<R> shards, Decoder<R> decoder, BatchDecoder images, Dealing dealing, long firstStep) {
        this.dealing = dealing;
        this.decoder = decoder;
        this.images = images;
        for (int lane : Lanes.ofRank(dealing.rank(), dealing.worldSize(), dealing.lanes())) {
            lanes.add(new Lane<>(shards, lane, dealing.lanes(), dealing.seed(), dealing.blockRows()));
        }
        worker = new Thread(() -> produce(firstStep), "image-batches-" + dealing.rank());
        worker.setDaemon(true);
        worker.start();
    }

    /**
     * The next micro-batch; waits for it.
     *
     * @throws IllegalStateException if reading failed, with the cause
     */
    @Override
    public ImageBatch next() {
        try {
            Object batch = ready.take();
            if (batch instanceof ImageBatch images) {
                return images;
            }
            throw new IllegalStateException(
                    "cannot read the training images: " + ((Throwable) batch).getMessage(), (Throwable) batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for images", e);
        }
    }

    private void produce(long firstStep) {
        try {
            int perLane = dealing.globalBatch() / dealing.lanes();
            lanes.forEach(lane -> lane.seek((firstStep - 1) * perLane));
            for (long step = firstStep; ; step++) {
                List<R> own = new ArrayList<>();
                for (Lane<R> lane : lanes) {
                    for (int i = 0; i < perLane; i++) {
                        own.add(lane.next());
                    }
                }
                for (int from = 0; from < own.size(); from += dealing.microBatch()) {
                    ready.put(decoder.decode(step, own.subList(from, from + dealing.microBatch())));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            ready.clear();
            ready.add(e);
        } finally {
            images.close();
            lanes.forEach(Lane::close);
        }
    }

    @Override
    public void close() {
        worker.interrupt();
    }
}
