package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;

/**
 * Operations on grids of features, (B, C, H, W): B images, C channels. As in {@link Ops}, each result belongs to the
 * manager of the first argument; convolutions follow {@link Autocast}.
 */
public final class ImageOps {
    private ImageOps() {}

    /** Convolves (B, C, H, W) with {@code weight} (O, C, k, k), zeros beyond the border. */
    public static NDArray conv2d(NDArray x, NDArray weight, NDArray bias, int stride, int padding) {
        return OpLibrary.call(x, Autocast.method("conv2d"), x, weight, bias, stride, padding);
    }

    /** Normalises each image within each of {@code groups} runs of channels (arXiv 1803.08494). */
    public static NDArray groupNorm(NDArray x, NDArray weight, NDArray bias, int groups, double epsilon) {
        return OpLibrary.call(x, "group_norm", x, weight, bias, groups, epsilon);
    }

    /** {@code x * sigmoid(x)}. */
    public static NDArray silu(NDArray x) {
        return OpLibrary.call(x, "silu", x);
    }

    /** The first half of the last axis times the GELU of the second (arXiv 2002.05202): (..., 2 D) to (..., D). */
    public static NDArray geglu(NDArray x) {
        return OpLibrary.call(x, "geglu", x);
    }

    /** (B, C, H, W) to (B, H W, C), raster order. */
    public static NDArray gridToRows(NDArray x) {
        return OpLibrary.call(x, "grid_to_rows", x);
    }

    /** (B, H W, C) to (B, C, H, W), raster order. */
    public static NDArray rowsToGrid(NDArray x, long height, long width) {
        return OpLibrary.call(x, "rows_to_grid", x, height, width);
    }

    /** Adds {@code shift} (B, C) to every place of {@code x} (B, C, H, W). */
    public static NDArray addPerChannel(NDArray x, NDArray shift) {
        return OpLibrary.call(x, "add_per_channel", x, shift);
    }

    /** One more column of zeros to the right and one more line below: (B, C, H + 1, W + 1). */
    public static NDArray padRightBelow(NDArray x) {
        return OpLibrary.call(x, "pad_right_below", x);
    }

    /** Each place four times: (B, C, 2 H, 2 W). */
    public static NDArray twiceAsLarge(NDArray x) {
        return OpLibrary.call(x, "twice_as_large", x);
    }

    /** Of any size to (B, C, {@code height}, {@code width}); each place takes what is nearest. */
    public static NDArray nearest(NDArray x, long height, long width) {
        return OpLibrary.call(x, "nearest", x, height, width);
    }

    /** Squares of {@code side} by {@code side} places become channels: (B, C side^2, H / side, W / side). */
    public static NDArray fold(NDArray x, int side) {
        return OpLibrary.call(x, "fold", x, side);
    }

    /** The way back from {@link #fold}: (B, C / side^2, H side, W side). */
    public static NDArray unfold(NDArray x, int side) {
        return OpLibrary.call(x, "unfold", x, side);
    }

    /** The same for all places and channels of an image: {@code x} (B, ...) times {@code factor} (B). */
    public static NDArray scaleEach(NDArray x, NDArray factor) {
        return OpLibrary.call(x, "scale_each", x, factor);
    }

    /** The mean of squared differences of each image: (B, ...) by (B, ...) to (B). */
    public static NDArray meanSquaredErrorOfEach(NDArray a, NDArray b) {
        return OpLibrary.call(a, "mean_squared_error_of_each", a, b);
    }

    /** The channels of {@code a}, then those of {@code b}. */
    public static NDArray channels(NDArray a, NDArray b) {
        return OpLibrary.call(a, "channels", a, b);
    }

    /** {@code factorA * a + factorB * b}, with one factor (B) for each image. */
    public static NDArray weightedSum(NDArray a, NDArray factorA, NDArray b, NDArray factorB) {
        return OpLibrary.call(a, "weighted_sum", a, factorA, b, factorB);
    }
}
