package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** A convolution with a square kernel and a bias, under PyTorch's names {@code weight} (O, I, k, k), {@code bias} (O). */
public final class Conv2d {
    private final Parameter weight;
    private final Parameter bias;
    private final int stride;
    private final int padding;

    private Conv2d(Parameters scope, int inputs, int outputs, int kernel, Init init, int stride, int padding) {
        weight = scope.weight("weight", init, outputs, inputs, kernel, kernel);
        bias = scope.undecayed("bias", Init.constant(0), outputs);
        this.stride = stride;
        this.padding = padding;
    }

    /** 3 by 3, the size stays. */
    public static Conv2d threeByThree(Parameters scope, int inputs, int outputs) {
        return new Conv2d(scope, inputs, outputs, 3, fanIn(9 * inputs), 1, 1);
    }

    /** 3 by 3, the size stays; starts at zero, as the last layer of a branch does that must not disturb at first. */
    public static Conv2d threeByThreeOfZeros(Parameters scope, int inputs, int outputs) {
        return new Conv2d(scope, inputs, outputs, 3, Init.constant(0), 1, 1);
    }

    /** 3 by 3 at every other place; {@code padding} is 1, or 0 where the caller pads. */
    public static Conv2d halving(Parameters scope, int channels, int padding) {
        return new Conv2d(scope, channels, channels, 3, fanIn(9 * channels), 2, padding);
    }

    /** 1 by 1: the same linear layer at every place. */
    public static Conv2d oneByOne(Parameters scope, int inputs, int outputs) {
        return new Conv2d(scope, inputs, outputs, 1, fanIn(inputs), 1, 0);
    }

    /** 1 by 1 that starts at zero. */
    public static Conv2d oneByOneOfZeros(Parameters scope, int inputs, int outputs) {
        return new Conv2d(scope, inputs, outputs, 1, Init.constant(0), 1, 0);
    }

    /** The variance of PyTorch's own start, 1 / (3 inputs). */
    private static Init fanIn(int inputs) {
        return Init.truncatedNormal(Math.sqrt(1.0 / (3.0 * inputs)));
    }

    /** (B, I, H, W) to (B, O, H / stride, W / stride). */
    public NDArray forward(NDArray x) {
        return ImageOps.conv2d(x, weight.value(), bias.value(), stride, padding);
    }
}
