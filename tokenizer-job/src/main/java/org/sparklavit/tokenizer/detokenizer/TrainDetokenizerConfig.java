package org.sparklavit.tokenizer.detokenizer;

import java.io.IOException;
import java.io.Serializable;
import org.sparklavit.config.Setting;
import org.sparklavit.data.batch.DecodingThreads;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.SpaceConfig;
import org.sparklavit.diffusion.training.DetokenizerRecipe;
import org.sparklavit.tokenizer.training.ImageTraining;
import org.sparklavit.train.TrainingConfig;

/** Configuration of the train-detokenizer job. */
public record TrainDetokenizerConfig(
        @Setting(help = "Output folder of the shard job: the images to train on.")
        String input,

        @Setting(
                help =
                        "Output folder of the encode-latents job on input, where recipe.space.type = latents; empty: latents"
                                + " are computed of each picture when it is learned.",
                defaultsTo = "\"\"")
        String latents,

        @Setting(
                help = "Output folder of the shard job for images that are only measured, see training.evaluate-every;"
                        + " empty for none.",
                defaultsTo = "\"\"")
        String heldOut,

        @Setting(
                help = "Images of one evaluation, over all ranks; at most what held-out has.",
                unit = "images",
                range = ">= 1",
                defaultsTo = "256")
        int heldOutImages,

        @Setting(help = "Output folder of the train-tokenizer job: whose tokens are drawn. It stays as it is.")
        String tokenizer,

        @Setting(help = "Folder for the detokenizer, checkpoints and logs; a run found there is resumed.")
        String output,

        @Setting(help = "Ranks; each takes one executor slot.", range = ">= 1", defaultsTo = "2")
        int worldSize,

        @Setting(help = "How often a failed attempt is started again.", range = ">= 0", defaultsTo = "3")
        int maxRestarts,

        @Setting(help = "Lanes of the data order; 0 chooses.", range = ">= 0", defaultsTo = "0")
        int lanes,

        @Setting(
                help = "Rows of a lane that are held and shuffled at a time.",
                unit = "samples",
                range = ">= 1",
                defaultsTo = "256")
        int shuffleBlock,

        @Setting(help = DecodingThreads.HELP, range = ">= 1", defaultsTo = "1")
        int decodeThreads,

        @Setting(help = "What is trained.") DetokenizerRecipe recipe,

        @Setting(help = "Length of the run and the optimiser.")
        TrainingConfig training)
        implements ImageTraining, Serializable {
    /** Checks that latents are asked for where they are given. */
    public TrainDetokenizerConfig {
        if (!latents.isEmpty() && !(recipe.space() instanceof SpaceConfig.Latents)) {
            throw new IllegalArgumentException("'latents' is set to " + latents
                    + " but 'recipe.space.type' is not latents. Leave one of them out.");
        }
    }

    /** The same with absolute paths: executors run in other folders than the driver. */
    public TrainDetokenizerConfig qualified(Storage storage) throws IOException {
        return new TrainDetokenizerConfig(
                storage.qualify(input),
                latents.isEmpty() ? latents : storage.qualify(latents),
                heldOut.isEmpty() ? heldOut : storage.qualify(heldOut),
                heldOutImages,
                storage.qualify(tokenizer),
                storage.qualify(output),
                worldSize,
                maxRestarts,
                lanes,
                shuffleBlock,
                decodeThreads,
                recipe.qualified(storage),
                training);
    }
}
