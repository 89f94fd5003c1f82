package org.sparklavit.vision;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.Setting;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensors;

/** The frozen encoder: where its weights are, and how it wants its pixels. */
public record EncoderConfig(
        @Setting(help = "Its weights: a safetensors file with the names of EVA-CLIP's vision tower.")
        String weights,

        @Setting(help = "Its sizes; the weights must have them.")
        VisionTransformerConfig sizes,

        @Setting(
                help = "Mean of red, green and blue, in units of full brightness.",
                defaultsTo = "[0.48145466, 0.4578275, 0.40821073]")
        List<Double> mean,

        @Setting(
                help = "Standard deviation of red, green and blue, in units of full brightness.",
                defaultsTo = "[0.26862954, 0.26130258, 0.27577711]")
        List<Double> std)
        implements Serializable {

    /** Checks that there are three means and three deviations. */
    public EncoderConfig {
        // Checked where the pixels are made; here so that a bad value is reported with its line.
        new Preprocessing(sizes.imageSize(), mean, std);
    }

    /** What is done to a picture before the encoder sees it. */
    public Preprocessing preprocessing() {
        return new Preprocessing(sizes.imageSize(), mean, std);
    }

    /** The same encoder with its weights elsewhere. */
    public EncoderConfig withWeights(String file) {
        return new EncoderConfig(file, sizes, mean, std);
    }

    /**
     * Declares the encoder in {@code scope} and binds it to its weights.
     *
     * @throws ConfigException if there is no such file, or it does not fit; the message lists every mismatch
     */
    public Loaded load(Storage storage) throws IOException {
        if (!storage.exists(weights)) {
            throw new ConfigException(
                    "the encoder's weights are set to " + weights
                            + " but there is no such file. Name a safetensors file; the demo's is conf/demo/encoder.safetensors.");
        }
        Parameters scope = Parameters.create();
        VisionTransformer encoder = new VisionTransformer(scope, sizes);
        try (LocalCopy copy = LocalCopy.of(storage, weights);
                SafeTensors file = SafeTensors.open(copy.path())) {
            FrozenParameters frozen = FrozenParameters.load(scope.all(), file, "", VisionTransformer::isUnread);
            return new Loaded(encoder, scope, frozen);
        }
    }

    /**
     * An encoder with its weights.
     *
     * @param parameters bound to {@code weights}
     * @param weights freed when this is closed
     */
    public record Loaded(Encoder encoder, Parameters parameters, FrozenParameters weights) implements AutoCloseable {
        @Override
        public void close() {
            weights.close();
        }
    }
}
