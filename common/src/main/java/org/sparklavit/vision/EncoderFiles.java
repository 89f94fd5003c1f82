package org.sparklavit.vision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsShards;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.TensorSource;
import org.sparklavit.tensor.TorchScriptModule;

/** Reads an encoder's weights: from a safetensors file, from several under an index, or from a TorchScript archive. */
final class EncoderFiles {
    private static final String INDEX_SUFFIX = ".json";

    private EncoderFiles() {}

    /**
     * An encoder whose parameters are declared.
     *
     * @param prefix stands before its names in files that hold more than the encoder; such a file's rest is left alone
     * @param unread names, without the prefix, that the features do not need
     */
    record Tower(Encoder encoder, List<Parameter> parameters, String prefix, Predicate<String> unread) {
        private String prefixIn(Set<String> names) {
            return names.stream().anyMatch(name -> name.startsWith(prefix)) ? prefix : "";
        }

        private FrozenParameters bind(TensorSource source) {
            String before = prefixIn(source.names());
            return FrozenParameters.load(
                    parameters, source, before, name -> unread.test(name.substring(before.length())));
        }
    }

    /** Binds an encoder to its weights. */
    static EncoderConfig.Loaded load(Storage storage, String weights, Tower tower, String settings) throws IOException {
        checkExists(
                storage,
                weights,
                "Name a safetensors file, or the model.safetensors.index.json of one in shards; the demo's is"
                        + " conf/demo/encoder.safetensors.");
        FrozenParameters frozen =
                isIndex(weights) ? readShards(storage, weights, tower) : readFile(storage, weights, tower);
        return new EncoderConfig.Loaded(tower.encoder(), tower.parameters(), settings, frozen::close);
    }

    /** Loads a TorchScript archive and checks its sizes; its bytes stand in for weights in the fingerprint. */
    static EncoderConfig.Loaded load(Storage storage, EncoderConfig.Torchscript config) throws IOException {
        checkExists(storage, config.weights(), "Name a TorchScript file, as torch.jit.save writes it.");
        TorchScriptModule module;
        try (LocalCopy copy = LocalCopy.of(storage, config.weights())) {
            module = TorchScriptModule.load(copy.path());
        }
        TorchScriptEncoder encoder = new TorchScriptEncoder(module, config);
        try {
            encoder.check();
            String settings = "torchscript " + sha256(storage, config.weights());
            return new EncoderConfig.Loaded(encoder, List.of(), settings, module::close);
        } catch (IOException | RuntimeException e) {
            module.close();
            throw e;
        }
    }

    /** Copies one file as it is; of shards, what the encoder has read goes into one float32 file. */
    static void copy(Storage storage, String weights, List<Parameter> parameters, String to) throws IOException {
        if (isIndex(weights)) {
            SafeTensorsWriter writer = new SafeTensorsWriter();
            parameters.forEach(p -> writer.add(p.name(), p.value()));
            storage.writeAtomically(to, writer::write);
        } else {
            try (InputStream in = storage.open(weights)) {
                storage.writeAtomically(to, in::transferTo);
            }
        }
    }

    private static void checkExists(Storage storage, String weights, String remedy) throws IOException {
        if (!storage.exists(weights)) {
            throw new ConfigException(
                    "the encoder's weights are set to " + weights + " but there is no such file. " + remedy);
        }
    }

    private static boolean isIndex(String weights) {
        return weights.endsWith(INDEX_SUFFIX);
    }

    private static FrozenParameters readFile(Storage storage, String weights, Tower tower) throws IOException {
        try (LocalCopy copy = LocalCopy.of(storage, weights);
                SafeTensors file = SafeTensors.open(copy.path())) {
            return tower.bind(file);
        }
    }

    private static FrozenParameters readShards(Storage storage, String index, Tower tower) throws IOException {
        Deque<Closeable> open = new ArrayDeque<>();
        try {
            List<SafeTensors> files = new ArrayList<>();
            for (String shard : shards(storage, index, tower)) {
                LocalCopy copy = LocalCopy.of(storage, shard);
                open.push(copy);
                SafeTensors file = SafeTensors.open(copy.path());
                open.push(file);
                files.add(file);
            }
            return tower.bind(new SafeTensorsShards(index, files));
        } finally {
            for (Closeable each : open) {
                each.close();
            }
        }
    }

    /** The files beside the index that hold anything of the encoder. */
    private static Set<String> shards(Storage storage, String index, Tower tower) throws IOException {
        Map<String, String> fileOf = weightMap(storage, index);
        String prefix = tower.prefixIn(fileOf.keySet());
        Set<String> shards = new TreeSet<>();
        fileOf.forEach((name, file) -> {
            if (name.startsWith(prefix)) {
                shards.add(index.substring(0, index.lastIndexOf('/') + 1) + file);
            }
        });
        for (String shard : shards) {
            if (!storage.exists(shard)) {
                throw new ConfigException(index + " names the shard " + shard
                        + " but there is no such file. Copy all files of the checkpoint.");
            }
        }
        return shards;
    }

    private static Map<String, String> weightMap(Storage storage, String index) throws IOException {
        try {
            JsonNode map = new ObjectMapper().readTree(storage.readText(index)).path("weight_map");
            if (map.isEmpty()) {
                throw new ConfigException(index + " is not an index of shards: it has no weight_map."
                        + " Name the model.safetensors.index.json of the checkpoint.");
            }
            Map<String, String> fileOf = new TreeMap<>();
            map.properties().forEach(e -> fileOf.put(e.getKey(), e.getValue().asText()));
            return fileOf;
        } catch (JsonProcessingException e) {
            throw new ConfigException(index + " is not JSON: " + e.getOriginalMessage() + ". Fetch the file again.");
        }
    }

    private static String sha256(Storage storage, String file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(storage.open(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
