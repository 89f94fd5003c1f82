package org.sparklavit.diffusion.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparklavit.data.latent.LatentPrecision;
import org.sparklavit.data.latent.LatentRow;
import org.sparklavit.diffusion.Moments;
import org.sparklavit.tensor.HostMemory;

/** {@link Moments} as rows of bytes, and rows as moments. Files and the machines that libtorch runs on are little-endian. */
public final class StoredMoments {
    private StoredMoments() {}

    /**
     * One row for each picture, in order.
     *
     * @param ids of the B pictures
     * @throws IllegalArgumentException if there are more or fewer ids than pictures
     */
    public static List<LatentRow> rows(List<String> ids, Moments moments, LatentPrecision precision) {
        List<byte[]> means = bytes(moments.mean(), ids.size(), precision);
        List<byte[]> deviations = bytes(moments.deviation(), ids.size(), precision);
        return IntStream.range(0, ids.size())
                .mapToObj(i -> new LatentRow(ids.get(i), means.get(i), deviations.get(i)))
                .toList();
    }

    private static List<byte[]> bytes(NDArray values, int pictures, LatentPrecision precision) {
        if (values.getShape().get(0) != pictures) {
            throw new IllegalArgumentException(values.getShape() + " are not the latents of " + pictures + " pictures");
        }
        try (NDArray stored = values.toType(type(precision), true)) {
            ByteBuffer all = HostMemory.read(stored);
            int each = all.remaining() / pictures;
            byte[] bytes = new byte[all.remaining()];
            all.get(bytes);
            return IntStream.range(0, pictures)
                    .mapToObj(i -> Arrays.copyOfRange(bytes, i * each, (i + 1) * each))
                    .toList();
        }
    }

    /**
     * The float32 moments of rows, which belong to {@code manager}.
     *
     * @param shape (C, h, w) of one latent
     */
    static Moments of(NDManager manager, List<LatentRow> rows, Shape shape) {
        return new Moments(
                values(manager, rows, LatentRow::mean, shape), values(manager, rows, LatentRow::deviation, shape));
    }

    private static NDArray values(
            NDManager manager, List<LatentRow> rows, Function<LatentRow, byte[]> column, Shape shape) {
        DataType type = type(precision(rows.get(0), shape));
        int each = Math.toIntExact(type.getNumOfBytes() * shape.size());
        ByteBuffer all = ByteBuffer.allocateDirect(each * rows.size()).order(ByteOrder.nativeOrder());
        for (LatentRow row : rows) {
            byte[] values = column.apply(row);
            if (values.length != each) {
                throw wrongLength(row, shape);
            }
            all.put(values);
        }
        all.flip();
        return manager.create(all, new Shape(rows.size()).addAll(shape), type).toType(DataType.FLOAT32, false);
    }

    /** All rows of a file have the same, which their length tells. */
    private static LatentPrecision precision(LatentRow row, Shape shape) {
        return Stream.of(LatentPrecision.values())
                .filter(precision -> precision.bytes() * shape.size() == row.mean().length)
                .findFirst()
                .orElseThrow(() -> wrongLength(row, shape));
    }

    private static IllegalArgumentException wrongLength(LatentRow row, Shape shape) {
        return new IllegalArgumentException("the latent of sample " + row.id() + " has " + row.mean().length
                + " bytes of means and " + row.deviation().length
                + " of deviations, but the autoencoder's have the shape "
                + shape + ". Run encode-latents again.");
    }

    private static DataType type(LatentPrecision precision) {
        return precision == LatentPrecision.FLOAT16 ? DataType.FLOAT16 : DataType.FLOAT32;
    }
}
