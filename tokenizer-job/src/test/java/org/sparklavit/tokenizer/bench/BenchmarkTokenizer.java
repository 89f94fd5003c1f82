package org.sparklavit.tokenizer.bench;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.HostMemory;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.vision.DynamicTokenizer;
import org.sparklavit.vision.EncoderConfig;
import org.sparklavit.vision.FeatureDecoder;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.VisionTransformer;

/** A tokenizer's folder with random weights, whose selector keeps rho = 1/3 of the patches on average when it samples. */
final class BenchmarkTokenizer {
    static final double RHO = 1.0 / 3;

    private BenchmarkTokenizer() {}

    /** Writes {@code folder} and the encoder beside it. */
    static void write(Size size, Path folder) throws IOException {
        Storage storage = Storage.local();
        EncoderConfig config = new EncoderConfig.Eva(
                folder.resolveSibling("vit.safetensors").toString(), size.encoder(), PixelConfig.clip(Resize.SQUARE));
        writeEncoder(storage, size, config.weights());
        Parameters scope = Parameters.create();
        try (EncoderConfig.Loaded encoder = config.load(storage)) {
            new DynamicTokenizer(scope, scope, size.tokenizer(), encoder.encoder());
            new FeatureDecoder(
                    scope.scope("decoder"),
                    size.tokenizer(),
                    size.encoder().width(),
                    size.encoder().patches());
            try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 1)) {
                scope.all().forEach(BenchmarkTokenizer::adjust);
                new TokenizerFolder(storage, folder.toString())
                        .write(new TokenizerCard(config, size.tokenizer(), RHO, ""), encoder, scope.all());
            }
        }
    }

    /** Makes the selector keep rho, and codes unit vectors. */
    static void adjust(Parameter parameter) {
        if (parameter.name().equals("token_predictor.out_conv.4.bias")) {
            HostMemory.changeFloats(
                    parameter.value(),
                    bias -> bias.put(new float[] {(float) Math.log(RHO), (float) Math.log(1 - RHO)}));
        } else if (parameter.name().equals("token_predictor.out_conv.4.weight")) {
            HostMemory.changeFloats(parameter.value(), all -> scale(all, 0, (int) parameter.size(), 0.1));
        } else if (parameter.name().equals("quantize.embedding.weight")) {
            HostMemory.changeFloats(
                    parameter.value(),
                    codes -> normalize(codes, (int) parameter.shape().get(1)));
        }
    }

    private static void normalize(FloatBuffer codes, int width) {
        for (int from = 0; from < codes.capacity(); from += width) {
            double square = 0;
            for (int c = from; c < from + width; c++) {
                square += codes.get(c) * codes.get(c);
            }
            scale(codes, from, width, 1 / Math.sqrt(square));
        }
    }

    private static void scale(FloatBuffer values, int from, int count, double factor) {
        for (int i = from; i < from + count; i++) {
            values.put(i, (float) (values.get(i) * factor));
        }
    }

    private static void writeEncoder(Storage storage, Size size, String file) throws IOException {
        Parameters scope = Parameters.create();
        new VisionTransformer(scope, size.encoder());
        List<Parameter> all = scope.all();
        try (FrozenParameters weights = FrozenParameters.initialize(all, 3)) {
            SafeTensorsWriter writer = new SafeTensorsWriter();
            all.forEach(p -> writer.add(p.name(), p.value()));
            storage.writeAtomically(file, writer::write);
        }
    }
}
