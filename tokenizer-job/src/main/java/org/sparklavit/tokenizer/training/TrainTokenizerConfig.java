package org.sparklavit.tokenizer.training;

import java.io.IOException;
import java.io.Serializable;
import org.sparklavit.config.Setting;
import org.sparklavit.data.batch.DecodingThreads;
import org.sparklavit.data.io.Storage;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.vision.EncoderConfig;
import org.sparklavit.vision.TokenizerConfig;
import org.sparklavit.vision.training.RecipeConfig;

/** Configuration of the train-tokenizer job. */
public record TrainTokenizerConfig(
        @Setting(help = "Output folder of the shard job: the images to train on.")
        String input,

        @Setting(
                help = "Output folder of the shard job for images that are only measured, see training.evaluate-every;"
                        + " empty for none.",
                defaultsTo = "\"\"")
        String heldOut,

        @Setting(
                help = "Images of one evaluation, over all ranks; at most what held-out has.",
                unit = "images",
                range = ">= 1",
                defaultsTo = "1024")
        int heldOutImages,

        @Setting(help = "Folder for the tokenizer, checkpoints and logs; a run found there is resumed.")
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

        @Setting(help = "The frozen encoder.") EncoderConfig encoder,

        @Setting(help = "The sizes of what is trained.", defaultsTo = "{}")
        TokenizerConfig tokenizer,

        @Setting(help = "Stages, loss and codebook.") RecipeConfig recipe,

        @Setting(help = "Length of the run and the optimiser.")
        TrainingConfig training)
        implements ImageTraining, Serializable {

    /** Checks what spans blocks. */
    public TrainTokenizerConfig {
        if (recipe.continuousSteps() >= training.steps()) {
            throw new IllegalArgumentException("'recipe.continuous-steps' is set to " + recipe.continuousSteps()
                    + " but must be below 'training.steps', which is " + training.steps()
                    + ": the codebook starts after them");
        }
        if (encoder.width() % tokenizer.heads() != 0) {
            throw new IllegalArgumentException("'tokenizer.heads' is set to " + tokenizer.heads()
                    + " but must divide the encoder's width, which is "
                    + encoder.width());
        }
    }

    /** The same with absolute paths: executors run in other folders than the driver. */
    public TrainTokenizerConfig qualified(Storage storage) throws IOException {
        return new TrainTokenizerConfig(
                storage.qualify(input),
                heldOut.isEmpty() ? heldOut : storage.qualify(heldOut),
                heldOutImages,
                storage.qualify(output),
                worldSize,
                maxRestarts,
                lanes,
                shuffleBlock,
                decodeThreads,
                encoder.withWeights(storage.qualify(encoder.weights())),
                tokenizer,
                recipe,
                training);
    }
}
