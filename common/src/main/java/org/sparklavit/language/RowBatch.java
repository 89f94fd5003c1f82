package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.PackedRow.PlacedFeatures;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;

/**
 * Packed rows as arrays. Flat positions count through the rows: row * T + position.
 *
 * @param ids (B, T, int64)
 * @param positions (B, T, int64)
 * @param documents (B, T, int64)
 * @param images what enters as features; empty if nothing does
 * @param supervised (N, int64) the flat positions that have a target
 * @param targets (N, int64)
 * @param streams of each supervised position (N)
 */
public record RowBatch(
        NDArray ids,
        NDArray positions,
        NDArray documents,
        Optional<Images> images,
        NDArray supervised,
        NDArray targets,
        List<Stream> streams) {
    static final int IGNORE = PackedRow.IGNORE;

    /**
     * The features of all images of the rows.
     *
     * @param index (M, int64) the flat positions whose input is a feature
     * @param features (M, D) those features, float32
     * @param predictedFrom (M, int64) the flat positions that must predict them; empty if they are only read
     * @param streams of each feature (M)
     */
    public record Images(NDArray index, NDArray features, Optional<NDArray> predictedFrom, List<Stream> streams) {}

    /** Makes the arrays of {@code rows}, all of one length; images that enter as features have them with them. */
    public static RowBatch of(NDManager manager, List<PackedRow> rows) {
        return of(manager, rows, new StoredFeatures());
    }

    /** As the other one, where {@code features} gives images theirs. */
    public static RowBatch of(NDManager manager, List<PackedRow> rows, ImageFeatures features) {
        Builder builder = new Builder(rows);
        for (int row = 0; row < rows.size(); row++) {
            builder.put(row, rows.get(row));
        }
        return builder.build(manager, features);
    }

    private static final class Builder {
        private final int window;
        private final Shape shape;
        private final LongStream.Builder ids = LongStream.builder();
        private final LongStream.Builder positions = LongStream.builder();
        private final LongStream.Builder documents = LongStream.builder();
        private final LongStream.Builder supervised = LongStream.builder();
        private final LongStream.Builder targets = LongStream.builder();
        private final List<Stream> streams = new ArrayList<>();
        private final ImageBuilder images = new ImageBuilder();

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
            for (PlacedFeatures placed : row.features()) {
                images.put(start + placed.start(), placed.image(), row.sequences().get(placed.document()).stream());
            }
        }

        RowBatch build(NDManager manager, ImageFeatures features) {
            return new RowBatch(
                    manager.create(ids.build().toArray(), shape),
                    manager.create(positions.build().toArray(), shape),
                    manager.create(documents.build().toArray(), shape),
                    images.build(manager, features),
                    manager.create(supervised.build().toArray()),
                    manager.create(targets.build().toArray()),
                    streams);
        }
    }

    private static final class ImageBuilder {
        private final List<Long> index = new ArrayList<>();
        private final List<Stream> streams = new ArrayList<>();
        private final List<ImageSpan> images = new ArrayList<>();
        private boolean isPredicted;

        void put(long start, ImageSpan image, Stream stream) {
            if (!index.isEmpty() && isPredicted != image.isPredicted()) {
                throw new IllegalArgumentException("some images of the rows are predicted and some are not");
            }
            isPredicted = image.isPredicted();
            for (int i = 0; i < image.tokens(); i++) {
                index.add(start + i);
                streams.add(stream);
            }
            images.add(image);
        }

        Optional<Images> build(NDManager manager, ImageFeatures features) {
            if (index.isEmpty()) {
                return Optional.empty();
            }
            // An image never begins a row: [IMG] comes before it.
            long[] before = index.stream().mapToLong(position -> position - 1).toArray();
            return Optional.of(new Images(
                    manager.create(index.stream().mapToLong(Long::longValue).toArray()),
                    features.of(manager, images),
                    isPredicted ? Optional.of(manager.create(before)) : Optional.empty(),
                    streams));
        }
    }
}
