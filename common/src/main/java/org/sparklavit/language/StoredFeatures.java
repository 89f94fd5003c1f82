package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;

/** Features as a dump has them. */
public record StoredFeatures() implements ImageFeatures {
    @Override
    public NDArray of(NDManager manager, List<ImageSpan> images) {
        List<byte[]> halves = images.stream().map(StoredFeatures::halves).toList();
        int tokens = images.stream().mapToInt(ImageSpan::tokens).sum();
        int bytes = halves.stream().mapToInt(h -> h.length).sum();
        // Both the dumps and the machines that libtorch runs on are little-endian.
        ByteBuffer all = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        halves.forEach(all::put);
        all.flip();
        return manager.create(all, new Shape(tokens, bytes / Short.BYTES / tokens), DataType.FLOAT16)
                .toType(DataType.FLOAT32, false);
    }

    private static byte[] halves(ImageSpan image) {
        if (image.input() instanceof ImageInput.Stored stored) {
            return stored.halves();
        }
        throw new IllegalStateException("no features are stored for an image that is " + image.input());
    }
}
