package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/**
 * A denoising U-Net that looks at rebuilt features (LaVIT section 3.1): {@code unet_proj}, the official name, takes each
 * row to the width of the condition. Without a condition its rows are zeros.
 *
 * <p>Shapes: B images, N patches, D width of features, W of the condition, samples (B, C, H, W).
 */
public final class DetokenizerModel {
    /** Stands before the names of the U-Net's parameters. */
    static final String UNET = "unet.";

    private final Parameters scope;
    private final Linear projection;
    private final UNet unet;

    /** Declares {@code unet_proj} and, behind {@code unet.}, the U-Net. */
    public DetokenizerModel(UNetConfig config, int featureWidth) {
        scope = Parameters.create();
        projection = Linear.withBias(scope.scope("unet_proj"), featureWidth, config.contextWidth());
        unet = new UNet(scope.scope("unet"), config);
    }

    /** Everything declared. */
    public List<Parameter> parameters() {
        return scope.all();
    }

    /** Those of {@code unet_proj}. */
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
        NDArray context_BNW = projection.forward(features);
        NDArray factor = features.getManager().create(isKept, new Shape(isKept.length));
        return unet.forward(noisy, timesteps, ImageOps.scaleEach(context_BNW, factor));
    }
}
