package org.sparklavit.vision;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** The sizes of a vision transformer. EVA-CLIP ViT-g/14 is 224, 14, 1408, 40, 16, 4.3637. */
public record VisionTransformerConfig(
        @Setting(help = "Side of the square input image.", unit = "pixels", range = ">= 1")
        int imageSize,

        @Setting(help = "Side of a patch; divides image-size.", unit = "pixels", range = ">= 1")
        int patchSize,

        @Setting(help = "Width D of the features; heads divides it.", range = ">= 1")
        int width,

        @Setting(help = "Transformer blocks.", range = ">= 1")
        int depth,

        @Setting(help = "Attention heads.", range = ">= 1") int heads,

        @Setting(
                help = "Hidden width of a block's perceptron over its width; the product is rounded down.",
                range = "> 0",
                defaultsTo = "4.3637")
        double mlpRatio)
        implements Serializable {

    /** Checks that the sizes divide. */
    public VisionTransformerConfig {
        if (imageSize % patchSize != 0) {
            throw new IllegalArgumentException(
                    "'patch-size' is set to " + patchSize + " but must divide 'image-size', which is " + imageSize);
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "'heads' is set to " + heads + " but must divide 'width', which is " + width);
        }
    }

    /** Patches along one side of the image. */
    public int grid() {
        return imageSize / patchSize;
    }

    /** Patches N of an image. */
    public int patches() {
        return grid() * grid();
    }

    /** Hidden width of a block's perceptron. */
    public int hidden() {
        return (int) (width * mlpRatio);
    }

    /** For people: {@code "ViT 1408 x 40, 224 px, patch 14"}. */
    String description(String kind) {
        return String.format("%s %d x %d, %d px, patch %d", kind, width, depth, imageSize, patchSize);
    }
}
