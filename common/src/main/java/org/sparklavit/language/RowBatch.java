package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.PackedRow.PlacedFeatures;
import org.sparklavit.data.stream.Stream;

/**
 * Packed rows as arrays. Flat positions count through the rows: row * T + position.
 *
 * @param ids (B, T, int64)
 * @param positions (B, T, int64)
 * @param documents (B, T, int64)
 * @param featureIndex (M, int64) the flat positions whose input is a feature
 * @param features (M, D) those features, float32; empty if there are none
 * @param supervised (N, int64) the flat positions that have a target
 * @param targets (N, int64)
 * @param streams of each supervised position (N)
 */
public record RowBatch(
        NDArray ids,
        NDArray positions,
        NDArray documents,
        NDArray featureIndex,
        Optional<NDArray> features,
        NDArray supervised,
        NDArray targets,
        List<Stream> streams) {
    static final int IGNORE = PackedRow.IGNORE;

    /** Makes the arrays of {@code rows}, all of one length. */
    public static RowBatch of(NDManager manager, List<PackedRow> rows) {
        Builder builder = new Builder(rows);
        for (int row = 0; row < rows.size(); row++) {
            builder.put(row, rows.get(row));
        }
        return builder.build(manager);
    }

    private static final class Builder {
        private final int window;
        private final Shape shape;
        private final LongStream.Builder ids = LongStream.builder();
        private final LongStream.Builder positions = LongStream.builder();
        private final LongStream.Builder documents = LongStream.builder();
        private final LongStream.Builder supervised = LongStream.builder();
        private final LongStream.Builder targets = LongStream.builder();
        private final LongStream.Builder featureIndex = LongStream.builder();
        private final List<Stream> streams = new ArrayList<>();
        private final List<byte[]> features = new ArrayList<>();

        Builder(List<PackedRow> rows) {
            window = rows.get(0).ids().length;
            shape = new Shape(rows.size(), window);
        }

        void put(int number, PackedRow row) {
            int start = number * window;
            for (int i = 0; i < window; i++) {
                ids.add(row.ids()[i]);
                positions.add(row.positions()[i]);
                documents.add(row.documents()[i]);
                if (row.targets()[i] != IGNORE) {
                    supervised.add(start + i);
                    targets.add(row.targets()[i]);
                    streams.add(row.sequences().get(row.documents()[i]).stream());
                }
            }
            for (PlacedFeatures image : row.features()) {
                LongStream.range(0, image.tokens()).forEach(i -> featureIndex.add(start + image.start() + i));
                features.add(image.features());
            }
        }

        RowBatch build(NDManager manager) {
            NDArray index = manager.create(featureIndex.build().toArray());
            return new RowBatch(
                    manager.create(ids.build().toArray(), shape),
                    manager.create(positions.build().toArray(), shape),
                    manager.create(documents.build().toArray(), shape),
                    index,
                    features.isEmpty() ? Optional.empty() : Optional.of(floats(manager, index.size())),
                    manager.create(supervised.build().toArray()),
                    manager.create(targets.build().toArray()),
                    streams);
        }

        private NDArray floats(NDManager manager, long rows) {
            int bytes = features.stream().mapToInt(f -> f.length).sum();
            // Both the dumps and the machines that libtorch runs on are little-endian.
            ByteBuffer all = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
            features.forEach(all::put);
            all.flip();
            return manager.create(all, new Shape(rows, bytes / Short.BYTES / rows), DataType.FLOAT16)
                    .toType(DataType.FLOAT32, false);
        }
    }
}
