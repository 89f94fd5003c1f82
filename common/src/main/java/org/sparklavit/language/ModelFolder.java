package org.sparklavit.language;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.SafeTensors;

/**
 * A folder in Hugging Face's layout: {@code config.json}, {@code model.safetensors} or shards with an index, and
 * {@code tokenizer.json}. One that this software wrote also has {@code spark_lavit.json} and, for images that enter as
 * features, {@code vit_proj.safetensors}; where features are predicted too, {@code vit_head.safetensors}; where a merger
 * was trained with the model, {@code causal_encoder.safetensors}.
 */
public final class ModelFolder {
    static final String CONFIG = "config.json";
    static final String MODEL = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    static final String TOKENIZER = "tokenizer.json";
    static final String UNIFIED = "spark_lavit.json";
    /** A table that old checkpoints carry; it follows from the configuration. */
    private static final String DERIVED = "rotary_emb.inv_freq";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Storage storage;
    private final String folder;
    private final ConfigJson config;
    private final Optional<UnifiedInfo> unified;

    private ModelFolder(Storage storage, String folder, ConfigJson config, Optional<UnifiedInfo> unified) {
        this.storage = storage;
        this.folder = folder;
        this.config = config;
        this.unified = unified;
    }

    /**
     * What a folder of ours tells beyond Hugging Face's fields.
     *
     * @param vocabulary the ids
     * @param featureWidth D of the projection; 0 if there is none
     * @param tokenizerFingerprint of the visual tokenizer whose codes the model knows
     */
    public record UnifiedInfo(Vocabulary vocabulary, int featureWidth, String tokenizerFingerprint) {}

    /**
     * Reads what describes the model; its weights stay where they are.
     *
     * @throws ConfigException if the folder holds no LLaMA
     */
    public static ModelFolder open(Storage storage, String folder) throws IOException {
        String file = Storage.child(folder, CONFIG);
        if (!storage.exists(file)) {
            throw new ConfigException("there is no " + file + ". Give the folder of a LLaMA checkpoint in Hugging"
                    + " Face's layout, or one that pretrain has exported.");
        }
        String info = Storage.child(folder, UNIFIED);
        Optional<UnifiedInfo> unified = storage.exists(info)
                ? Optional.of(JSON.readValue(storage.readText(info), UnifiedInfo.class))
                : Optional.empty();
        return new ModelFolder(storage, folder, ConfigJson.parse(storage.readText(file), file), unified);
    }

    /** The model's sizes. */
    public ConfigJson config() {
        return config;
    }

    /** Present in a folder that this software wrote. */
    public Optional<UnifiedInfo> unified() {
        return unified;
    }

    /** Whether it has the weights of {@code part}, such as {@code vit_proj}. */
    public boolean has(String part) throws IOException {
        return storage.exists(Storage.child(folder, fileOf(part)));
    }

    /** The text tokenizer beside the weights. */
    public TextTokenizer tokenizer(Optional<String> endOfText) throws IOException {
        return TextTokenizer.load(storage, Storage.child(folder, TOKENIZER), endOfText);
    }

    /**
     * Reads the weights into {@code model}, whose parameters are bound. A vocabulary without visual codes is extended;
     * a part around the LLaMA that the folder lacks keeps its values.
     *
     * @param seed of the new rows' noise
     * @throws ConfigException if the weights do not fit the model; the message lists every mismatch
     */
    public void readInto(UnifiedModel model, long seed) throws IOException {
        WeightsReader reader = new WeightsReader(model, config.vocabularySize(), seed);
        for (String file : weightFiles()) {
            readFile(file, reader);
        }
        List<Parameter> expected = new ArrayList<>(model.languageParameters());
        for (Map.Entry<String, List<Parameter>> part : model.visualParts().entrySet()) {
            if (has(part.getKey())) {
                readFile(fileOf(part.getKey()), reader);
                expected.addAll(part.getValue());
            }
        }
        reader.finish(expected, folder);
    }

    private void readFile(String name, WeightsReader reader) throws IOException {
        try (LocalCopy copy = LocalCopy.of(storage, Storage.child(folder, name));
                SafeTensors file = SafeTensors.open(copy.path())) {
            for (String tensor : file.names()) {
                if (!tensor.endsWith(DERIVED)) {
                    reader.read(file, tensor);
                }
            }
        }
    }

    private List<String> weightFiles() throws IOException {
        if (storage.exists(Storage.child(folder, MODEL))) {
            return List.of(MODEL);
        }
        String index = Storage.child(folder, INDEX);
        if (!storage.exists(index)) {
            throw new ConfigException(folder + " has neither " + MODEL + " nor " + INDEX
                    + ". Only safetensors are read; convert other weights with: python"
                    + " tools/convert/to_safetensors.py IN OUT");
        }
        try {
            TreeSet<String> files = new TreeSet<>();
            for (JsonNode file : JSON.readTree(storage.readText(index)).path("weight_map")) {
                files.add(file.asText());
            }
            return List.copyOf(files);
        } catch (JsonProcessingException e) {
            throw new ConfigException(index + " is not JSON: " + e.getOriginalMessage() + ". Fetch the file again.");
        }
    }

    /** The file of a part around the LLaMA, such as {@code vit_proj}. */
    static String fileOf(String part) {
        return part + ".safetensors";
    }

    /** A shape for messages. */
    static String shape(long[] shape) {
        return Arrays.toString(shape);
    }
}
