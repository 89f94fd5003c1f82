package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Set;

/** Named tensors on disk: one {@link SafeTensors} file, or several as {@link SafeTensorsShards}. */
public interface TensorSource {
    /** The tensors, in the order of the files. */
    Set<String> names();

    /** The shape of {@code name}. */
    long[] shape(String name);

    /** Reads a tensor, for reading only; f16 and bf16 become float32, other types stay. */
    NDArray read(NDManager manager, String name);

    /** Where they come from, for messages. */
    String place();
}
