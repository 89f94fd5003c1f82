package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.tensor.SafeTensorsWriter.FloatFormat;

class SafeTensorsTest {
    private static final float[] VALUES = {0, 1, -2.5f, 3.1415927f, 1e-5f, 60000};

    @TempDir
    Path folder;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = Tensors.newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = write(new SafeTensorsWriter()
                .metadata("step", "7")
                .add("a", values())
                .add("ids", manager.create(new long[] {1, 2, 3}))
                .add("scalar", manager.create(5f)));
        try (SafeTensors read = SafeTensors.open(file)) {
            assertThat(read.names()).containsExactly("a", "ids", "scalar");
            assertThat(read.metadata()).containsEntry("step", "7");
            assertThat(read.shape("a")).containsExactly(2, 3);
            assertThat(read.read(manager, "a").toFloatArray()).isEqualTo(VALUES);
            assertThat(read.read(manager, "ids").toLongArray()).containsExactly(1, 2, 3);
            assertThat(read.read(manager, "scalar").getFloat()).isEqualTo(5);
        }
    }

    @Test
    void sixteenBitFloatsAreRoundedOnTheWayOutAndFloat32OnTheWayIn() throws IOException {
        Path file = write(new SafeTensorsWriter()
                .add("half", values(), FloatFormat.F16)
                .add("brain", values(), FloatFormat.BF16));
        try (SafeTensors read = SafeTensors.open(file)) {
            NDArray half = read.read(manager, "half");
            NDArray brain = read.read(manager, "brain");
            assertThat(half.getDataType()).isEqualTo(DataType.FLOAT32);
            for (int i = 0; i < VALUES.length; i++) {
                float size = Math.abs(VALUES[i]);
                assertThat(half.toFloatArray()[i]).isCloseTo(VALUES[i], within(size / 1024 + 1e-7f));
                assertThat(brain.toFloatArray()[i]).isCloseTo(VALUES[i], within(size / 128));
            }
        }
    }

    @Test
    void readIntoFillsAnExistingArray() throws IOException {
        Path file = write(new SafeTensorsWriter().add("a", values(), FloatFormat.BF16));
        NDArray destination = manager.zeros(new Shape(2, 3));
        try (SafeTensors read = SafeTensors.open(file)) {
            read.readInto(destination, "a");
        }
        assertThat(destination.toFloatArray()[1]).isEqualTo(1);
    }

    @Test
    void everyMismatchIsListedAtOnce() throws IOException {
        Path file = write(new SafeTensorsWriter().add("m.a", values()).add("m.extra", values()));
        Parameters scope = Parameters.create();
        scope.weight("a", Init.constant(0), 3, 2);
        scope.weight("b", Init.constant(0), 4);
        try (SafeTensors read = SafeTensors.open(file)) {
            assertThatThrownBy(() -> FrozenParameters.load(scope.all(), read, "m."))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("(3 problems)")
                    .hasMessageContaining("wrong shape: m.a is [2, 3] but the model has (3, 2)")
                    .hasMessageContaining("missing: m.b (4)")
                    .hasMessageContaining("not in the model: m.extra");
        }
    }

    @Test
    void theSameMismatchInEveryBlockIsOneLine() throws IOException {
        Path file = write(new SafeTensorsWriter().add("stranger", values()));
        Parameters scope = Parameters.create();
        for (int block = 0; block < 40; block++) {
            scope.scope("blocks", block).weight("a", Init.constant(0), 4);
        }
        try (SafeTensors read = SafeTensors.open(file)) {
            assertThatThrownBy(() -> FrozenParameters.load(scope.all(), read, ""))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("(41 problems)")
                    .hasMessageContaining("missing: blocks.0.a (4), and so on to blocks.39.a: 40 in all")
                    .hasMessageContaining("not in the model: stranger");
        }
    }

    @Test
    void aPickleIsRefusedWithTheRemedy() throws IOException {
        Path pickle = folder.resolve("weights.bin");
        Files.write(pickle, List.of("\u0080\u0002ctorch._utils and more"), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> SafeTensors.open(pickle))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("weights.bin is not a safetensors file")
                .hasMessageEndingWith("convert them with: python tools/convert/to_safetensors.py IN OUT");
    }

    @Test
    void aFileThatIsCutShortIsRefused() throws IOException {
        Path file = write(new SafeTensorsWriter().add("a", values()));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("is cut short or corrupt at 'a'");
    }

    private NDArray values() {
        return manager.create(VALUES, new Shape(2, 3));
    }

    private Path write(SafeTensorsWriter writer) throws IOException {
        Path file = folder.resolve("file.safetensors");
        try (OutputStream out = Files.newOutputStream(file)) {
            writer.write(out);
        }
        return file;
    }
}
