package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.Setting;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** The frozen encoder: what it is, where its weights are, and how it wants its pixels. */
public sealed interface EncoderConfig extends Serializable {
    /** The file with its weights. */
    String weights();

    /** How it wants its pixels. */
    PixelConfig pixels();

    /** Side of its square images, in pixels. */
    int imageSize();

    /** Patches along one side of an image. */
    int grid();

    /** Width D of its features. */
    int width();

    /** Numbers in its weights; 0 where only loading them would tell. */
    long numParameters();

    /** Kind and sizes, for people. */
    String description();

    /** The same encoder with its weights elsewhere. */
    EncoderConfig withWeights(String file);

    /**
     * Loads the encoder.
     *
     * @throws ConfigException if there is no such file, or it does not fit; the message lists every mismatch
     */
    Loaded load(Storage storage) throws IOException;

    /** What is done to a picture before the encoder sees it. */
    default Preprocessing preprocessing() {
        return new Preprocessing(imageSize(), pixels());
    }

    /**
     * An encoder with its weights.
     *
     * @param parameters its weights; none where they lie in a TorchScript archive
     * @param settings what decides its features and is neither a weight nor about pixels
     * @param release frees the weights
     */
    record Loaded(Encoder encoder, List<Parameter> parameters, String settings, Runnable release)
            implements AutoCloseable {
        @Override
        public void close() {
            release.run();
        }
    }

    /** EVA-CLIP's vision tower; see {@link VisionTransformer}. */
    record Eva(
            @Setting(
                    help = "Its weights with the names of EVA-CLIP's vision tower: a safetensors file, or the"
                            + " model.safetensors.index.json of one in shards.")
            String weights,

            @Setting(help = "Its sizes; the weights must have them.")
            VisionTransformerConfig sizes,

            @Setting(help = "How it wants its pixels.", defaultsTo = "{}")
            PixelConfig pixels)
            implements EncoderConfig {
        @Override
        public int imageSize() {
            return sizes.imageSize();
        }

        @Override
        public int grid() {
            return sizes.grid();
        }

        @Override
        public int width() {
            return sizes.width();
        }

        @Override
        public long numParameters() {
            Parameters scope = Parameters.create();
            new VisionTransformer(scope, sizes);
            return scope.totalSize();
        }

        @Override
        public String description() {
            return sizes.description("ViT");
        }

        @Override
        public Eva withWeights(String file) {
            return new Eva(file, sizes, pixels);
        }

        @Override
        public Loaded load(Storage storage) throws IOException {
            Parameters scope = Parameters.create();
            VisionTransformer encoder = new VisionTransformer(scope, sizes);
            String settings = "eva heads " + sizes.heads() + " patch " + sizes.patchSize();
            EncoderFiles.Tower tower = new EncoderFiles.Tower(encoder, scope.all(), "", VisionTransformer::isUnread);
            return EncoderFiles.load(storage, weights, tower, settings);
        }
    }

    /** CLIP's vision tower; see {@link ClipVisionTransformer}. */
    record Clip(
            @Setting(
                    help = "Its weights with Hugging Face's names, with or without the text tower: a safetensors file,"
                            + " or the model.safetensors.index.json of one in shards.")
            String weights,

            @Setting(help = "Its sizes; the weights must have them.", defaultsTo = "{ mlp-ratio = 4 }")
            VisionTransformerConfig sizes,

            @Setting(
                    help =
                            "What hidden_act says in its config.json; OpenAI's models have quick-gelu, some others gelu.",
                    defaultsTo = "quick-gelu")
            Activation activation,

            @Setting(help = "How it wants its pixels.", defaultsTo = "{ resize = centre-crop }")
            PixelConfig pixels)
            implements EncoderConfig {

        /** What stands between the layers of a perceptron. */
        public enum Activation {
            /** {@code x * sigmoid(1.702 x)}. */
            QUICK_GELU,
            /** The exact one. */
            GELU;

            private UnaryOperator<NDArray> function() {
                return this == GELU ? Ops::gelu : Ops::quickGelu;
            }
        }

        @Override
        public int imageSize() {
            return sizes.imageSize();
        }

        @Override
        public int grid() {
            return sizes.grid();
        }

        @Override
        public int width() {
            return sizes.width();
        }

        @Override
        public long numParameters() {
            Parameters scope = Parameters.create();
            new ClipVisionTransformer(scope, sizes, activation.function());
            return scope.totalSize();
        }

        @Override
        public String description() {
            return sizes.description("CLIP ViT");
        }

        @Override
        public Clip withWeights(String file) {
            return new Clip(file, sizes, activation, pixels);
        }

        @Override
        public Loaded load(Storage storage) throws IOException {
            Parameters scope = Parameters.create();
            Encoder encoder = new ClipVisionTransformer(scope, sizes, activation.function());
            String settings = "clip heads " + sizes.heads() + " patch " + sizes.patchSize() + " " + activation;
            EncoderFiles.Tower tower = new EncoderFiles.Tower(
                    encoder, scope.all(), ClipVisionTransformer.PREFIX, ClipVisionTransformer::isUnread);
            return EncoderFiles.load(storage, weights, tower, settings);
        }
    }

    /** Any TorchScript archive that maps images to features; see {@link TorchScriptEncoder}. */
    record Torchscript(
            @Setting(
                    help = "A TorchScript file that maps float32 (B, 3, H, W) to (B, N, D) or, class token first,"
                            + " (B, 1 + N, D). It holds code that will be run: name only files that you trust.")
            String weights,

            @Setting(help = "Side H = W of its square input image.", unit = "pixels", range = ">= 1")
            int imageSize,

            @Setting(help = "Patches N of an image, without a class token; a square number.", range = ">= 1")
            int patches,

            @Setting(help = "Width D of its features.", range = ">= 1")
            int width,

            @Setting(help = "How it wants its pixels.", defaultsTo = "{}")
            PixelConfig pixels)
            implements EncoderConfig {

        /** Checks that the patches form a square. */
        public Torchscript {
            int side = (int) Math.round(Math.sqrt(patches));
            if (side * side != patches) {
                throw new IllegalArgumentException("'patches' is set to " + patches
                        + " but must be a square number: as many patches in a row as in a column");
            }
        }

        @Override
        public int grid() {
            return (int) Math.round(Math.sqrt(patches));
        }

        @Override
        public long numParameters() {
            return 0;
        }

        @Override
        public String description() {
            return String.format("TorchScript, width %d, %d px, %d patches", width, imageSize, patches);
        }

        @Override
        public Torchscript withWeights(String file) {
            return new Torchscript(file, imageSize, patches, width, pixels);
        }

        @Override
        public Loaded load(Storage storage) throws IOException {
            return EncoderFiles.load(storage, this);
        }
    }
}
