package org.sparklavit.tokenizer.detokenizer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.DetokenizerFolder;
import org.sparklavit.diffusion.training.DetokenizerLearner;
import org.sparklavit.diffusion.training.FrozenTokenizer;
import org.sparklavit.train.TrainingLoop;

/** What each rank does: load the tokenizer, train the detokenizer; rank 0 then writes it. */
public final class DetokenizerTraining {
    private DetokenizerTraining() {}

    /**
     * Trains, continuing from the newest checkpoint in the output folder.
     *
     * @param console where rank 0 says how far it is
     * @return the last figures, the same on every rank
     */
    public static Map<String, Double> run(
            TrainDetokenizerConfig config,
            DetokenizerImages images,
            Storage storage,
            Collective collective,
            Consumer<String> console)
            throws IOException {
        try (FrozenTokenizer tokenizer = FrozenTokenizer.open(storage, config.tokenizer());
                DetokenizerLearner learner = DetokenizerLearner.open(
                        storage, config.recipe(), tokenizer, learn(config, images, tokenizer, storage, collective))) {
            Map<String, Double> figures =
                    TrainingLoop.run(learner, collective, config.training(), storage, config.output(), console);
            if (collective.rank() == 0) {
                learner.write(new DetokenizerFolder(storage, config.output()));
            }
            return figures;
        }
    }

    private static DetokenizerLearner.Run learn(
            TrainDetokenizerConfig config,
            DetokenizerImages images,
            FrozenTokenizer tokenizer,
            Storage storage,
            Collective collective) {
        List<ImagePreprocessor> views = Stream.of(
                        tokenizer.preprocessing(),
                        DetokenizerLearner.drawnView(config.recipe(), tokenizer.preprocessing()))
                .map(ImagePreprocessor::new)
                .toList();
        return new DetokenizerLearner.Run(
                collective,
                config.training().seed(),
                config.training().microBatch(),
                images.trainingStreams(config, views, storage, collective),
                images.pictures().heldOutStreams(config, views, storage, collective),
                images.pictures().heldOutImages(config));
    }
}
