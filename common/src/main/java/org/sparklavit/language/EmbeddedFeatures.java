package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;

/** Features that were computed before the prompt was composed. */
public record EmbeddedFeatures() implements ImageFeatures {
    @Override
    public NDArray of(NDManager manager, List<ImageSpan> images) {
        List<float[]> parts = images.stream().map(EmbeddedFeatures::values).toList();
        int tokens = images.stream().mapToInt(ImageSpan::tokens).sum();
        int values = parts.stream().mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocateDirect(values * Float.BYTES).order(ByteOrder.nativeOrder());
        parts.forEach(part -> {
            for (float value : part) {
                all.putFloat(value);
            }
        });
        return manager.create(all.flip().asFloatBuffer(), new Shape(tokens, values / tokens));
    }

    private static float[] values(ImageSpan image) {
        if (image.input() instanceof ImageInput.Embedded embedded) {
            return embedded.values();
        }
        throw new IllegalStateException("no features were computed of an image that is " + image.input());
    }
}
