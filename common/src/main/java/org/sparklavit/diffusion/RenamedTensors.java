package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.sparklavit.tensor.TensorSource;

/**
 * A file under other names. The autoencoder of Stable Diffusion 1.x was saved before diffusers gave attention its present
 * names; diffusers renames them too.
 */
final class RenamedTensors implements TensorSource {
    private static final Map<String, String> ATTENTION =
            Map.of(".query.", ".to_q.", ".key.", ".to_k.", ".value.", ".to_v.", ".proj_attn.", ".to_out.0.");

    private final TensorSource file;
    private final Map<String, String> inFile = new LinkedHashMap<>();

    private RenamedTensors(TensorSource file) {
        this.file = file;
    }

    /** The tensors of {@code file} under diffusers' present names, each behind {@code prefix}. */
    static TensorSource withCurrentNames(TensorSource file, String prefix) {
        RenamedTensors renamed = new RenamedTensors(file);
        file.names().forEach(name -> renamed.inFile.put(prefix + current(name), name));
        return renamed;
    }

    private static String current(String name) {
        String renamed = name;
        for (Map.Entry<String, String> each : ATTENTION.entrySet()) {
            renamed = renamed.replace(each.getKey(), each.getValue());
        }
        return renamed;
    }

    @Override
    public Set<String> names() {
        return inFile.keySet();
    }

    @Override
    public long[] shape(String name) {
        return file.shape(inFile.get(name));
    }

    @Override
    public NDArray read(NDManager manager, String name) {
        return file.read(manager, inFile.get(name));
    }

    @Override
    public String place() {
        return file.place();
    }
}
