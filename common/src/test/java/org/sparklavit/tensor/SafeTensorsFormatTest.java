package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.tensor.SafeTensorsWriter.FloatFormat;

/** Sixteen-bit floats go to disk and come back rounded as IEEE 754 and bfloat16 say. */
class SafeTensorsFormatTest {
    @TempDir
    private Path folder;

    @Test
    void sixteenBitFloatsRoundTrip() throws IOException {
        float[] values = {1f, -2.5f, 1.0039062f, 65504f};
        Path file = folder.resolve("x.safetensors");
        try (NDManager manager = Tensors.newManager();
                OutputStream out = Files.newOutputStream(file)) {
            new SafeTensorsWriter()
                    .add("half", manager.create(values), FloatFormat.F16)
                    .add("brain", manager.create(values), FloatFormat.BF16)
                    .write(out);
        }
        try (NDManager manager = Tensors.newManager();
                SafeTensors read = SafeTensors.open(file)) {
            assertThat(read.read(manager, "half").toFloatArray()).containsExactly(values);
            assertThat(read.read(manager, "brain").toFloatArray()).containsExactly(1f, -2.5f, 1f, 65536f);
        }
    }
}
