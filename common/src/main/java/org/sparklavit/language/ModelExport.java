package org.sparklavit.language;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.sparklavit.data.io.Storage;
import org.sparklavit.language.ModelFolder.UnifiedInfo;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.SafeTensorsWriter;

/** Writes a {@link ModelFolder} that transformers opens as {@code LlamaForCausalLM}. */
public final class ModelExport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ModelExport() {}

    /**
     * Writes {@code model} to {@code folder}; files of the same names are replaced.
     *
     * @param tokenizerJson the text tokenizer, copied as it is
     * @param tokenizerFingerprint of the visual tokenizer that made the training tokens
     */
    public static void write(
            Storage storage, String folder, UnifiedModel model, String tokenizerJson, String tokenizerFingerprint)
            throws IOException {
        ConfigJson config =
                new ConfigJson(model.llama().config(), model.vocabulary().size());
        UnifiedInfo info = new UnifiedInfo(model.vocabulary(), model.featureWidth(), tokenizerFingerprint);
        storage.makeFolder(folder);
        storage.writeText(
                Storage.child(folder, ModelFolder.CONFIG),
                config.write(model.vocabulary().endOfText()));
        storage.writeText(Storage.child(folder, ModelFolder.UNIFIED), JSON.writeValueAsString(info));
        storage.writeText(Storage.child(folder, ModelFolder.TOKENIZER), tokenizerJson);
        writeTensors(storage, Storage.child(folder, ModelFolder.MODEL), model.languageParameters());
        for (Map.Entry<String, List<Parameter>> part : model.visualParts().entrySet()) {
            writeTensors(storage, Storage.child(folder, ModelFolder.fileOf(part.getKey())), part.getValue());
        }
    }

    private static void writeTensors(Storage storage, String uri, List<Parameter> parameters) throws IOException {
        SafeTensorsWriter writer = new SafeTensorsWriter().metadata("format", "pt");
        parameters.forEach(p -> writer.add(p.name(), p.value()));
        storage.writeAtomically(uri, writer::write);
    }
}
