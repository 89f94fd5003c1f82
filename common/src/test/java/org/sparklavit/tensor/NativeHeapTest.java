package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeHeapTest {
    /** Below glibc's threshold, above which an array has pages of its own. */
    private static final Shape ARRAY = new Shape(16 << 10);

    private static final double BYTES_PER_PAGE = 4096;
    private static final int ARRAYS = 3000;
    private static final double MIB_OF_ARRAYS = ARRAYS * ARRAY.size() * Float.BYTES / 0x1p20;

    @Test
    void givesBackTheGapsBetweenArraysThatAreStillThere() throws IOException {
        NativeHeap.trim(); // The first call looks for the function, by calling it.
        try (NDManager manager = Tensors.newManager()) {
            leaveEveryTenth(manager);
            double before = residentMebibytes();

            NativeHeap.trim();

            assertThat(before - residentMebibytes()).isGreaterThan(0.5 * MIB_OF_ARRAYS);
        }
    }

    private static void leaveEveryTenth(NDManager manager) {
        List<NDArray> arrays = new ArrayList<>();
        for (int i = 0; i < ARRAYS; i++) {
            arrays.add(manager.ones(ARRAY));
        }
        for (int i = 0; i < ARRAYS; i++) {
            if (i % 10 != 0) {
                arrays.get(i).close();
            }
        }
    }

    private static double residentMebibytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
        return Long.parseLong(pages[1]) * BYTES_PER_PAGE / 0x1p20;
    }
}
