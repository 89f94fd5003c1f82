package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Ops;

/**
 * What a denoiser says of a noisy sample {@code x = sqrt(a) clean + sqrt(1 - a) noise}, (B, C, H, W), where a is the
 * share of variance that is left; diffusers' {@code prediction_type}.
 */
public enum Prediction {
    /** The noise: Stable Diffusion 1.x. */
    EPSILON {
        @Override
        NDArray clean(NDArray x, NDArray predicted, double kept) {
            return Ops.scale(x.sub(Ops.scale(predicted, Math.sqrt(1 - kept))), 1 / Math.sqrt(kept));
        }

        @Override
        NDArray noise(NDArray x, NDArray predicted, double kept) {
            return predicted;
        }

        @Override
        NDArray target(NDArray clean, NDArray noise, double[] kept) {
            return noise;
        }
    },
    /**
     * {@code sqrt(a) noise - sqrt(1 - a) clean} (arXiv 2202.00512): Stable Diffusion 2.x. Unlike the noise it still says
     * much of the picture where nearly all is noise, so colours and places are learned early.
     */
    V_PREDICTION {
        @Override
        NDArray clean(NDArray x, NDArray predicted, double kept) {
            return Ops.scale(x, Math.sqrt(kept)).sub(Ops.scale(predicted, Math.sqrt(1 - kept)));
        }

        @Override
        NDArray noise(NDArray x, NDArray predicted, double kept) {
            return Ops.scale(predicted, Math.sqrt(kept)).add(Ops.scale(x, Math.sqrt(1 - kept)));
        }

        @Override
        NDArray target(NDArray clean, NDArray noise, double[] kept) {
            float[] ofNoise = new float[kept.length];
            float[] ofClean = new float[kept.length];
            for (int b = 0; b < kept.length; b++) {
                ofNoise[b] = (float) Math.sqrt(kept[b]);
                ofClean[b] = (float) -Math.sqrt(1 - kept[b]);
            }
            NDManager manager = clean.getManager();
            Shape shape = new Shape(kept.length);
            return ImageOps.weightedSum(noise, manager.create(ofNoise, shape), clean, manager.create(ofClean, shape));
        }
    },
    /**
     * The clean sample. Noise fills all channels, pictures few of their combinations: where pixels are folded into more
     * channels than a small U-Net can carry, only this is learned (arXiv 2511.13720).
     */
    SAMPLE {
        @Override
        NDArray clean(NDArray x, NDArray predicted, double kept) {
            return predicted;
        }

        @Override
        NDArray noise(NDArray x, NDArray predicted, double kept) {
            return Ops.scale(x.sub(Ops.scale(predicted, Math.sqrt(kept))), 1 / Math.sqrt(1 - kept));
        }

        @Override
        NDArray target(NDArray clean, NDArray noise, double[] kept) {
            return clean;
        }

        @Override
        double weight(double kept) {
            return Math.min(MOST, 1 / (1 - kept));
        }
    };

    /** So much more than at the noisiest step an error may count at the clearest (arXiv 2303.09556). */
    private static final double MOST = 5;

    /** The clean sample that {@code x} stands for if what was predicted is right. */
    abstract NDArray clean(NDArray x, NDArray predicted, double kept);

    /** The noise in {@code x} if what was predicted is right. */
    abstract NDArray noise(NDArray x, NDArray predicted, double kept);

    /** What should be predicted; {@code kept} has the a of each image. */
    abstract NDArray target(NDArray clean, NDArray noise, double[] kept);

    /** How much a squared error counts; those of a clean sample as if it were the velocity's, up to a bound. */
    double weight(double kept) {
        return 1;
    }
}
