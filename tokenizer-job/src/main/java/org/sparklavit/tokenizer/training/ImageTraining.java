package org.sparklavit.tokenizer.training;

import org.sparklavit.train.TrainingConfig;

/** What the configurations of all trainings on sharded images say of the images. */
public interface ImageTraining {
    /** Output folder of the shard job. */
    String input();

    /** The same for images that are only measured; empty for none. */
    String heldOut();

    /** Images of one evaluation over all ranks. */
    int heldOutImages();

    /** Ranks. */
    int worldSize();

    /** Lanes of the data order; 0 chooses. */
    int lanes();

    /** Rows of a lane that are held and shuffled at a time. */
    int shuffleBlock();

    /** Threads that decode at the same time. */
    int decodeThreads();

    /** Length, batch and seed. */
    TrainingConfig training();
}
