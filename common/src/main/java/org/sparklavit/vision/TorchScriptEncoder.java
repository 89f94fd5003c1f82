package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import org.sparklavit.config.ConfigException;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tensor.TorchScriptModule;

/** An encoder in a TorchScript archive, which maps (B, 3, H, W) to (B, N, D) or, class token first, (B, 1 + N, D). */
final class TorchScriptEncoder implements Encoder {
    /** Two, so that a module which was traced for one image only is found out. */
    private static final int TRIED_IMAGES = 2;

    private final TorchScriptModule module;
    private final EncoderConfig.Torchscript config;

    TorchScriptEncoder(TorchScriptModule module, EncoderConfig.Torchscript config) {
        this.module = module;
        this.config = config;
    }

    /** Runs the module once: does it map what the configuration says to what the configuration says? */
    void check() {
        try (NDManager manager = Tensors.newManager()) {
            int side = config.imageSize();
            NDArray result = module.tryForward(manager.zeros(new Shape(TRIED_IMAGES, 3, side, side)));
            Shape bare = new Shape(TRIED_IMAGES, patches(), width());
            Shape withClass = new Shape(TRIED_IMAGES, 1 + patches(), width());
            boolean fits = result.getShape().equals(bare) || result.getShape().equals(withClass);
            if (!fits || result.getDataType() != DataType.FLOAT32) {
                throw new ConfigException("the encoder in " + config.weights() + " maps " + TRIED_IMAGES
                        + " images of " + side + " x " + side + " to " + result.getShape() + " "
                        + result.getDataType().name().toLowerCase(Locale.ROOT) + " but 'patches' = " + patches()
                        + " and 'width' = " + width()
                        + " ask for " + bare + " or " + withClass + " float32. Set image-size, patches and width to"
                        + " those of the file, or name another file.");
            }
        }
    }

    @Override
    public int imageSize() {
        return config.imageSize();
    }

    @Override
    public int patches() {
        return config.patches();
    }

    @Override
    public int width() {
        return config.width();
    }

    @Override
    public NDArray features(NDArray images) {
        NDArray rows = module.forward(images);
        int extra = Math.toIntExact(rows.getShape().get(1)) - patches();
        return extra == 0 ? rows : Ops.rows(rows, extra, patches());
    }
}
