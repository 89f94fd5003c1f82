package org.sparklavit.data.batch;

import java.util.ArrayList;
import java.util.List;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.sample.Sample;

/**
 * The samples of a small data set in the order of its files, dealt one by one to the ranks, from the start again after
 * the last: what a model is judged by. Unlike {@link ImageBatches} it needs no shard per rank.
 */
public final class SequentialImages implements ImageStream {
    private final ShardSource<Sample> shards;
    private final BatchDecoder decoder;
    private final int rank;
    private final int worldSize;
    private final int microBatch;
    private int shard = -1;
    private ShardSource.Rows<Sample> rows;
    private long taken;

    /** This rank's part of {@code shards}, which must not be empty. */
    public SequentialImages(ShardSource<Sample> shards, ImageViews views, int rank, int worldSize, int microBatch) {
        this.shards = shards;
        this.decoder = new BatchDecoder(views);
        this.rank = rank;
        this.worldSize = worldSize;
        this.microBatch = microBatch;
    }

    @Override
    public ImageBatch next() {
        List<Sample> samples = new ArrayList<>();
        while (samples.size() < microBatch) {
            Sample sample = nextRow();
            if (taken++ % worldSize == rank) {
                samples.add(sample);
            }
        }
        try {
            return decoder.decode(0, samples);
        } catch (BadImageException e) {
            throw new IllegalStateException("cannot read the held-out images: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while decoding held-out images", e);
        }
    }

    private Sample nextRow() {
        while (rows == null || !rows.hasNext()) {
            closeShard();
            shard = (shard + 1) % shards.shards();
            rows = shards.open(shard, 0);
        }
        return rows.next();
    }

    @Override
    public void close() {
        decoder.close();
        closeShard();
    }

    private void closeShard() {
        if (rows != null) {
            rows.close();
            rows = null;
        }
    }
}
