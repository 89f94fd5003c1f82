package org.sparklavit.tokenizer.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.vision.EncoderConfig;
import org.sparklavit.vision.training.RecipeConfig;
import org.sparklavit.vision.training.TokenizerLearner;

/** A tokenizer in a {@link HeldLoop}. */
final class SteppedTraining implements AutoCloseable {
    private final TokenizerLearner learner;
    private final HeldLoop loop = new HeldLoop();

    /** Trains the weights in {@code folder} on one batch, again and again; the codebook is started already. */
    SteppedTraining(Size size, Path folder, EncoderConfig.Loaded encoder, RecipeConfig recipe, ImageBatch batch)
            throws IOException {
        TokenizerLearner.Run run = new TokenizerLearner.Run(
                new SoloCollective(), 1, batch.size(), batch.size(), loop.held(() -> batch), Optional.empty(), 1);
        learner = new TokenizerLearner(size.tokenizer(), recipe, encoder.encoder(), run);
        fill(folder);
        loop.start(learner, batch.size(), folder.resolveSibling("training").toString());
    }

    private void fill(Path folder) throws IOException {
        try (SafeTensors tokenizer = SafeTensors.open(folder.resolve("tokenizer.safetensors"));
                SafeTensors decoder = SafeTensors.open(folder.resolve("decoder.safetensors"))) {
            for (Parameter p : learner.tokenizerParameters()) {
                if (p.name().startsWith("decoder.")) {
                    decoder.readInto(p.value(), p.name().substring("decoder.".length()));
                } else {
                    tokenizer.readInto(p.value(), p.name());
                }
            }
        }
        FlatUpdates.fill(learner.buffers().get("quantize.counts"), 1);
        FlatUpdates.copy(
                learner.buffers().get("quantize.sums"), learner.buffers().get("quantize.embedding.weight"));
    }

    /** One step; returns its seconds. */
    double step() {
        return loop.step();
    }

    /** The loss of the first step. */
    double firstLoss() {
        return loop.firstLoss();
    }

    @Override
    public void close() {
        loop.close();
        learner.close();
    }
}
