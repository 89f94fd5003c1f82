package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors of several files as those of one: a checkpoint that was split into shards. */
public final class SafeTensorsShards implements TensorSource {
    private final String place;
    private final Map<String, SafeTensors> fileOf = new LinkedHashMap<>();

    /**
     * Joins open files, which stay their owner's.
     *
     * @param place where they come from, for messages
     */
    public SafeTensorsShards(String place, List<SafeTensors> files) {
        this.place = place;
        for (SafeTensors file : files) {
            file.names().forEach(name -> fileOf.putIfAbsent(name, file));
        }
    }

    @Override
    public Set<String> names() {
        return fileOf.keySet();
    }

    @Override
    public long[] shape(String name) {
        return file(name).shape(name);
    }

    @Override
    public NDArray read(NDManager manager, String name) {
        return file(name).read(manager, name);
    }

    @Override
    public String place() {
        return place;
    }

    private SafeTensors file(String name) {
        SafeTensors file = fileOf.get(name);
        if (file == null) {
            throw new WeightsException("'" + name + "' is not in " + place);
        }
        return file;
    }
}
