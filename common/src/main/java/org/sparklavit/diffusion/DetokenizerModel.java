package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/**
 * A denoising U-Net that looks at rebuilt features (LaVIT section 3.1): {@code unet_proj}, the official name, takes each
 * row to the width of the condition. Without a condition its rows are zeros. Where the U-Net has channels for an overlay,
 * {@code overlay_proj} also lays each patch's features over the patch's place.
 *
 * <p>Shapes: B images, N patches, D width of features, W of the condition, samples (B, C, H, W).
 */
public final class DetokenizerModel {
    /** Stands before the names of the U-Net's parameters. */
    static final String UNET = "unet.";

    private final Parameters scope;
    private final Linear projection;
    private final Optional<Linear> overlay;
    private final UNet unet;

    /** Declares {@code unet_proj}, {@code overlay_proj} where there is an overlay and, behind {@code unet.}, the U-Net. */
    public DetokenizerModel(UNetConfig config, int featureWidth) {
        scope = Parameters.create();
        projection = Linear.withBias(scope.scope("unet_proj"), featureWidth, config.contextWidth());
        overlay = config.overlayChannels() == 0
                ? Optional.empty()
                : Optional.of(Linear.withBias(scope.scope("overlay_proj"), featureWidth, config.overlayChannels()));
        unet = new UNet(scope.scope("unet"), config);
    }

    /** Everything declared. */
    public List<Parameter> parameters() {
        return scope.all();
    }

    /** Those of {@code unet_proj} and {@code overlay_proj}. */
    List<Parameter> projectionParameters() {
        return scope.all().stream().filter(p -> !isOfUnet(p)).toList();
    }

    /** Those of the U-Net. */
    List<Parameter> unetParameters() {
        return scope.all().stream().filter(DetokenizerModel::isOfUnet).toList();
    }

    private static boolean isOfUnet(Parameter parameter) {
        return parameter.name().startsWith(UNET);
    }

    /** The sizes of the U-Net. */
    public UNetConfig config() {
        return unet.config();
    }

    /**
     * What the U-Net predicts of noisy samples (B, C, H, W).
     *
     * @param features (B, N, D)
     * @param isKept 1 for images that are conditioned, 0 for those that are not, (B)
     * @return (B, C, H, W)
     */
    public NDArray predict(NDArray noisy, int[] timesteps, NDArray features, float[] isKept) {
        NDArray shown = features.getManager().create(isKept, new Shape(isKept.length));
        NDArray context_BNW = ImageOps.scaleEach(projection.forward(features), shown);
        NDArray input = overlay.map(layer -> ImageOps.channels(
                        noisy, spread(ImageOps.scaleEach(layer.forward(features), shown), noisy.getShape())))
                .orElse(noisy);
        return unet.forward(input, timesteps, context_BNW);
    }

    /** Rows of patches (B, N, O), whose patches form a square, to (B, O, H, W): each over its place. */
    private static NDArray spread(NDArray rows, Shape samples) {
        long grid = Math.round(Math.sqrt((double) rows.getShape().get(1)));
        return ImageOps.nearest(ImageOps.rowsToGrid(rows, grid, grid), samples.get(2), samples.get(3));
    }
}
