package org.sparklavit.tokenizer.training;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.sparklavit.collective.Collective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.batch.ImageBatches;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.batch.ImageViews;
import org.sparklavit.data.batch.SequentialImages;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.latent.LatentShards;
import org.sparklavit.data.order.Lanes;
import org.sparklavit.data.order.TableShards;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.tokenizer.shard.ShardFolder;

/**
 * The images of a run, found once and sent to every rank.
 *
 * @param training what is trained on
 * @param heldOut what is measured; without rows where there is none
 * @param lanes see {@link Lanes}
 */
public record TrainingImages(Table training, Table heldOut, int lanes) implements Serializable {
    /**
     * Reads the footers of the shards.
     *
     * @throws ConfigException if there are none, or they cannot be dealt to the ranks
     */
    public static TrainingImages find(ImageTraining config, Storage storage) throws IOException {
        Table training = ShardFolder.open(storage, config.input());
        Table heldOut = config.heldOut().isEmpty() ? new Table(List.of()) : ShardFolder.open(storage, config.heldOut());
        int shards = training.files().size();
        int globalBatch = config.training().globalBatch();
        int lanes = Lanes.count(config.lanes(), shards, globalBatch, config.worldSize(), config.input());
        return new TrainingImages(training, heldOut, lanes);
    }

    /** Images of one evaluation over all ranks. */
    public int heldOutImages(ImageTraining config) {
        return (int) Math.min(config.heldOutImages(), heldOut.rows());
    }

    /**
     * What this rank trains on.
     *
     * @param views one preprocessor for each view of the images
     */
    public ImageStream.Source trainingStreams(
            ImageTraining config, List<ImagePreprocessor> views, Storage storage, Collective collective) {
        ImageBatches.Dealing dealing = dealing(config, collective);
        ImageViews all = new ImageViews(views, config.decodeThreads());
        return step -> ImageBatches.of(shards(training, storage), all, dealing, step);
    }

    /** The same in the first view alone, with latents. */
    public ImageStream.Source trainingStreams(
            ImageTraining config, ImagePreprocessor view, LatentShards latents, Collective collective) {
        ImageBatches.Dealing dealing = dealing(config, collective);
        ImageViews one = new ImageViews(List.of(view), config.decodeThreads());
        return step -> ImageBatches.withLatents(latents, one, dealing, step);
    }

    private ImageBatches.Dealing dealing(ImageTraining config, Collective collective) {
        return new ImageBatches.Dealing(
                collective.rank(),
                collective.worldSize(),
                lanes,
                config.training().globalBatch(),
                config.training().microBatch(),
                config.training().seed(),
                config.shuffleBlock());
    }

    /** What this rank measures on, if there is anything; as {@link #trainingStreams}. */
    public Optional<ImageStream.Source> heldOutStreams(
            ImageTraining config, List<ImagePreprocessor> views, Storage storage, Collective collective) {
        if (heldOut.rows() == 0) {
            return Optional.empty();
        }
        return Optional.of(step -> new SequentialImages(
                shards(heldOut, storage),
                new ImageViews(views, config.decodeThreads()),
                collective.rank(),
                collective.worldSize(),
                config.training().microBatch()));
    }

    private static TableShards<Sample> shards(Table table, Storage storage) {
        return new TableShards<>(table, uri -> SampleTable.reader(storage, uri));
    }
}
