package org.sparklavit.tokenizer.training;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.train.TrainingLoop;
import org.sparklavit.vision.EncoderConfig;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.training.TokenizerLearner;

/** What each rank does: load the encoder, train the rest; rank 0 then writes the tokenizer. */
public final class TokenizerTraining {
    private TokenizerTraining() {}

    /**
     * Trains, continuing from the newest checkpoint in the output folder.
     *
     * @param console where rank 0 says how far it is
     * @return the last figures, the same on every rank
     */
    public static Map<String, Double> run(
            TrainTokenizerConfig config,
            TrainingImages images,
            Storage storage,
            Collective collective,
            Consumer<String> console)
            throws IOException {
        List<ImagePreprocessor> view =
                List.of(new ImagePreprocessor(config.encoder().preprocessing()));
        TokenizerLearner.Run run = new TokenizerLearner.Run(
                collective,
                config.training().seed(),
                config.training().globalBatch(),
                config.training().microBatch(),
                images.trainingStreams(config, view, storage, collective),
                images.heldOutStreams(config, view, storage, collective),
                images.heldOutImages(config));
        try (EncoderConfig.Loaded encoder = config.encoder().load(storage);
                TokenizerLearner learner =
                        new TokenizerLearner(config.tokenizer(), config.recipe(), encoder.encoder(), run)) {
            Map<String, Double> figures =
                    TrainingLoop.run(learner, collective, config.training(), storage, config.output(), console);
            if (collective.rank() == 0) {
                write(config, storage, encoder, learner.tokenizerParameters());
            }
            return figures;
        }
    }

    private static void write(
            TrainTokenizerConfig config, Storage storage, EncoderConfig.Loaded encoder, List<Parameter> tokenizer)
            throws IOException {
        double keepRatio = config.recipe().objective().keepRatio();
        TokenizerCard card = new TokenizerCard(config.encoder(), config.tokenizer(), keepRatio, "");
        new TokenizerFolder(storage, config.output()).write(card, encoder, tokenizer);
    }
}
