package org.sparklavit.diffusion;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.TensorSource;

/** A folder of one model of diffusers: {@code config.json} and {@code diffusion_pytorch_model.safetensors}. */
final class DiffusersPart {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";

    private final Storage storage;
    private final String folder;

    DiffusersPart(Storage storage, String folder) {
        this.storage = storage;
        this.folder = folder;
    }

    /** Where {@link #config} is, for messages. */
    String configFile() {
        return Storage.child(folder, CONFIG);
    }

    /**
     * The text of {@code config.json}.
     *
     * @throws ConfigException if the folder lacks one of its files
     */
    String config() throws IOException {
        for (String name : List.of(CONFIG, WEIGHTS)) {
            if (!storage.exists(Storage.child(folder, name))) {
                throw new ConfigException(folder + " holds no model in diffusers' layout: " + name
                        + " is missing. Give a folder with " + CONFIG + " and " + WEIGHTS
                        + "; a .bin is converted by: python tools/convert/to_safetensors.py IN OUT");
            }
        }
        return storage.readText(configFile());
    }

    /** Binds what {@code scope} declares to the weights, which the caller closes. */
    FrozenParameters load(Parameters scope) throws IOException {
        return load(scope.all(), "");
    }

    /** Binds {@code parameters} to the weights; their names have {@code prefix} before those in the file. */
    FrozenParameters load(List<Parameter> parameters, String prefix) throws IOException {
        try (LocalCopy copy = LocalCopy.of(storage, Storage.child(folder, WEIGHTS));
                SafeTensors file = SafeTensors.open(copy.path())) {
            TensorSource source = RenamedTensors.withCurrentNames(file, prefix);
            return FrozenParameters.load(parameters, source, "");
        }
    }

    /** Writes both files; names lose {@code prefix}. */
    void write(String config, List<Parameter> parameters, String prefix) throws IOException {
        SafeTensorsWriter file = new SafeTensorsWriter().metadata("format", "pt");
        parameters.forEach(p -> file.add(p.name().substring(prefix.length()), p.value()));
        storage.writeAtomically(Storage.child(folder, WEIGHTS), file::write);
        storage.writeText(configFile(), config);
    }

    /** Copies both files to another folder. */
    void copyTo(String other) throws IOException {
        for (String name : List.of(CONFIG, WEIGHTS)) {
            try (InputStream in = storage.open(Storage.child(folder, name))) {
                storage.writeAtomically(Storage.child(other, name), in::transferTo);
            }
        }
    }
}
