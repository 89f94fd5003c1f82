package org.sparklavit.data.latent;

import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.order.TableShards;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;

/**
 * Shards beside the latents that were computed of them. {@code encode-latents} makes one file of each shard and leaves out
 * what it could not read but keeps the order, so that both are read side by side: the rows, and their order, are those of
 * the shards. They are matched by id; a sample without a latent ends the reading.
 */
public final class LatentShards implements ShardSource<LatentSample> {
    private final TableShards<Sample> samples;
    private final TableShards<LatentRow> latents;
    private final String folder;

    private LatentShards(TableShards<Sample> samples, TableShards<LatentRow> latents, String folder) {
        this.samples = samples;
        this.latents = latents;
        this.folder = folder;
    }

    /**
     * Opens latents beside shards.
     *
     * @param folder of the latents, for messages
     */
    public static LatentShards open(Storage storage, Table shards, Table latents, String folder) {
        return new LatentShards(
                new TableShards<>(shards, uri -> SampleTable.reader(storage, uri)),
                new TableShards<>(latents, uri -> LatentFiles.reader(storage, uri)),
                folder);
    }

    /**
     * Notices before the run begins, not when a rank reads them, that latents are of other shards. Reads one sample, without
     * its image.
     *
     * @throws ConfigException if they are
     */
    public static void check(Storage storage, Table shards, Table latents, String folder) {
        LatentShards beside = new LatentShards(
                new TableShards<>(shards, uri -> SampleTable.readerWithoutImages(storage, uri)),
                new TableShards<>(latents, uri -> LatentFiles.reader(storage, uri)),
                folder);
        beside.checkSizes();
        beside.checkFirst();
    }

    private void checkSizes() {
        if (samples.shards() != latents.shards()) {
            throw others("the shards are " + samples.shards() + " files and the latents " + latents.shards());
        }
        for (int shard = 0; shard < shards(); shard++) {
            if (samples.rows(shard) < latents.rows(shard)) {
                throw others("shard " + shard + " has " + samples.rows(shard) + " rows and its file of latents "
                        + latents.rows(shard));
            }
        }
    }

    private ConfigException others(String how) {
        return new ConfigException("'latents' is set to " + folder + ", which was made of other shards than 'input': "
                + how + ". Give the output folder of encode-latents on these shards, once it is complete.");
    }

    /** Where all samples of a shard have latents, its first sample has the first one. */
    private void checkFirst() {
        for (int shard = 0; shard < shards(); shard++) {
            if (latents.rows(shard) == rows(shard) && rows(shard) > 0) {
                try (Rows<LatentSample> rows = open(shard, 0)) {
                    rows.next();
                    return;
                }
            }
        }
    }

    @Override
    public int shards() {
        return samples.shards();
    }

    @Override
    public long rows(int shard) {
        return samples.rows(shard);
    }

    @Override
    public Rows<LatentSample> open(int shard, long row) {
        Rows<Sample> images = samples.open(shard, row);
        try {
            // At most so many rows of the shard have no latent, so the latent is not before this place.
            long without = rows(shard) - latents.rows(shard);
            return new Beside(images, latents.open(shard, Math.max(0, row - without)), without);
        } catch (RuntimeException e) {
            images.close();
            throw e;
        }
    }

    /** Finds the latent of each sample. */
    private final class Beside implements Rows<LatentSample> {
        private final Rows<Sample> images;
        private final Rows<LatentRow> cached;
        private long passed;

        private Beside(Rows<Sample> images, Rows<LatentRow> cached, long passed) {
            this.images = images;
            this.cached = cached;
            this.passed = passed;
        }

        @Override
        public boolean hasNext() {
            return images.hasNext();
        }

        /** Rows before the first sample are passed over; behind it none may lie between. */
        @Override
        public LatentSample next() {
            Sample sample = images.next();
            for (; cached.hasNext() && passed >= 0; passed--) {
                LatentRow latent = cached.next();
                if (latent.id().equals(sample.id())) {
                    passed = 0;
                    return new LatentSample(sample, latent);
                }
            }
            throw missing(sample);
        }

        @Override
        public void close() {
            images.close();
            cached.close();
        }
    }

    private ConfigException missing(Sample sample) {
        return new ConfigException("'latents' is set to " + folder + " but has no latent of the sample " + sample.id()
                + " (" + sample.source() + "/" + sample.key() + ") at its place. Its errors/ say which images could not"
                + " be read: shard the corpus with 'verify-images = true', which leaves them out, and run"
                + " encode-latents on these shards.");
    }
}
