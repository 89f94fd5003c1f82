package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.tensor.Bfloat16;

/** Features as a dump has them. */
public record StoredFeatures() implements ImageFeatures {
    @Override
    public NDArray of(NDManager manager, List<ImageSpan> images) {
        List<byte[]> stored = images.stream().map(StoredFeatures::stored).toList();
        int tokens = images.stream().mapToInt(ImageSpan::tokens).sum();
        ByteBuffer all = ByteBuffer.allocate(
                        stored.stream().mapToInt(bytes -> bytes.length).sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        stored.forEach(all::put);
        float[] features_TD = new float[all.capacity() / Bfloat16.BYTES];
        Bfloat16.decode(all.flip(), FloatBuffer.wrap(features_TD));
        return manager.create(features_TD, new Shape(tokens, features_TD.length / tokens));
    }

    private static byte[] stored(ImageSpan image) {
        if (image.input() instanceof ImageInput.Stored stored) {
            return stored.bytes();
        }
        throw new IllegalStateException("no features are stored for an image that is " + image.input());
    }
}
