package org.sparklavit.tokenizer.job;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;

/** The output folder of a training: one with a run of it is resumed, one with something else is left alone. */
record TrainingOutput(Storage storage, String folder) {
    private static final String CONFIG = "config.conf";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Looks before anything is written.
     *
     * @throws ConfigException if something else is there
     */
    void refuseForeign() throws IOException {
        if (!storage.isEmpty(folder) && !storage.exists(config())) {
            throw new ConfigException("'output' is set to " + folder + " but something else is there already."
                    + " Name a folder that does not exist, or that of a run to resume.");
        }
    }

    /** Writes what the run was configured to. */
    void writeConfig(String effectiveHocon) throws IOException {
        storage.writeText(config(), effectiveHocon);
    }

    /**
     * Writes the final figures, for whoever sums up.
     *
     * @param name of the file
     * @param report what stands before the figures
     */
    void writeReport(String name, ObjectNode report, Map<String, Double> figures) throws IOException {
        report.set("figures", JSON.valueToTree(figures));
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        storage.writeText(Storage.child(folder, name), text + "\n");
    }

    private String config() {
        return Storage.child(folder, CONFIG);
    }
}
