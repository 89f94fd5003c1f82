package org.sparklavit.vision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.HostMemory;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensorsWriter;

/** The folder of a tokenizer with random weights: 16 patches of 4 x 4 pixels, 64 codes. */
public final class RandomTokenizer {
    /** Patches of an image. */
    public static final int PATCHES = 16;
    /** Codes in the codebook. */
    public static final int CODES = 64;

    private static final VisionTransformerConfig ENCODER = new VisionTransformerConfig(16, 4, 32, 2, 2, 2);
    private static final TokenizerConfig SIZES = new TokenizerConfig(2, 1, 2, 2, CODES, 8);

    private RandomTokenizer() {}

    /** Writes it, the same at every call. */
    public static void write(Path folder) throws IOException {
        Storage storage = Storage.local();
        EncoderConfig config = new EncoderConfig.Eva(
                folder.resolveSibling("vit.safetensors").toString(), ENCODER, PixelConfig.clip(Resize.SQUARE));
        writeEncoder(storage, config.weights());
        Parameters scope = Parameters.create();
        try (EncoderConfig.Loaded encoder = config.load(storage)) {
            new DynamicTokenizer(scope, scope, SIZES, encoder.encoder());
            new FeatureDecoder(scope.scope("decoder"), SIZES, ENCODER.width(), PATCHES);
            try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 1)) {
                scope.all().stream()
                        .filter(p -> p.name().startsWith("token_predictor.out_conv.4."))
                        .forEach(RandomTokenizer::drawWidely);
                new TokenizerFolder(storage, folder.toString())
                        .write(new TokenizerCard(config, SIZES, 0.5, ""), encoder, scope.all());
            }
        }
    }

    /** A new selector keeps every patch; this one keeps about half, by what is in them. */
    private static void drawWidely(Parameter lastOfSelector) {
        Random random = new Random(5);
        boolean isBias = lastOfSelector.shape().dimension() == 1;
        HostMemory.changeFloats(lastOfSelector.value(), values -> {
            for (int i = 0; i < values.capacity(); i++) {
                values.put(i, isBias ? 0 : (float) (20 * random.nextGaussian()));
            }
        });
    }

    private static void writeEncoder(Storage storage, String file) throws IOException {
        Parameters scope = Parameters.create();
        new VisionTransformer(scope, ENCODER);
        try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 3)) {
            SafeTensorsWriter writer = new SafeTensorsWriter();
            scope.all().forEach(p -> writer.add(p.name(), p.value()));
            storage.writeAtomically(file, writer::write);
        }
    }
}
