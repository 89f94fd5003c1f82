package org.sparklavit.tokenizer.detokenizer;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.sparklavit.collective.Collective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.latent.LatentShards;
import org.sparklavit.tokenizer.training.TrainingImages;

/**
 * What a detokenizer is trained on, found once and sent to every rank.
 *
 * @param pictures all images
 * @param latents of the training images, if they are cached
 */
public record DetokenizerImages(TrainingImages pictures, CachedLatents latents) implements Serializable {
    /**
     * Reads the footers of shards and latents.
     *
     * @param tokenizers how the tokenizer's pictures are prepared
     * @throws ConfigException if something is missing or does not fit together
     */
    public static DetokenizerImages find(TrainDetokenizerConfig config, Preprocessing tokenizers, Storage storage)
            throws IOException {
        TrainingImages pictures = TrainingImages.find(config, storage);
        return new DetokenizerImages(pictures, CachedLatents.find(config, pictures.training(), tokenizers, storage));
    }

    /** What this rank trains on: both views, or the tokenizer's with latents. */
    ImageStream.Source trainingStreams(
            TrainDetokenizerConfig config, List<ImagePreprocessor> views, Storage storage, Collective collective) {
        if (latents.isEmpty()) {
            return pictures.trainingStreams(config, views, storage, collective);
        }
        LatentShards beside = LatentShards.open(storage, pictures.training(), latents.table(), latents.folder());
        return pictures.trainingStreams(config, views.get(0), beside, collective);
    }
}
