package org.sparklavit.tokenizer.encoder;

import java.io.IOException;
import java.io.Serializable;
import org.sparklavit.config.Setting;
import org.sparklavit.data.io.Storage;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.vision.VisionTransformerConfig;

/** Configuration of the train-encoder job. */
public record TrainEncoderConfig(
        @Setting(help = "Output folder of the shard job.") String input,

        @Setting(help = "Folder for checkpoints, logs and encoder.safetensors; a run found there is resumed.")
        String output,

        @Setting(help = "A Hugging Face tokenizer.json for the captions.")
        String textTokenizer,

        @Setting(
                help = "Ranks; each takes one executor slot. Images are compared within a rank's micro-batch.",
                range = ">= 1",
                defaultsTo = "1")
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

        @Setting(help = "The vision encoder.") VisionTransformerConfig encoder,

        @Setting(help = "The caption transformer.", defaultsTo = "{}")
        TowerConfig captions,

        @Setting(help = "Length of the run and the optimiser.")
        TrainingConfig training)
        implements Serializable {
    /** The same with absolute paths: executors run in other folders than the driver. */
    public TrainEncoderConfig qualified(Storage storage) throws IOException {
        return new TrainEncoderConfig(
                storage.qualify(input),
                storage.qualify(output),
                storage.qualify(textTokenizer),
                worldSize,
                maxRestarts,
                lanes,
                shuffleBlock,
                encoder,
                captions,
                training);
    }
}
