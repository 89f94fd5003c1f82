package org.sparklavit.data.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.Differences;
import org.sparklavit.data.io.Storage;

/**
 * The output of a job that can be killed anywhere and started again: {@code _run.json}, written before all else, says
 * which run the folder belongs to; {@code _manifest.json}, written after all else, that it is complete. What lies
 * between are files that are whole or not there, so a second run of the same keeps them and makes the others.
 */
public final class OutputFolder {
    /** Says which run the folder belongs to. */
    public static final String RUN = "_run.json";
    /** All figures of a complete run. */
    public static final String MANIFEST = "_manifest.json";

    /** Where the folder is called is no property of its content. */
    private static final Set<String> FREE_KEYS = Set.of("output");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Storage storage;
    private final String uri;

    /** The folder at {@code uri}, which need not exist. */
    public OutputFolder(Storage storage, String uri) {
        this.storage = storage;
        this.uri = uri;
    }

    /**
     * Whether an earlier run of the same is there to go on with; false for an empty folder.
     *
     * @throws ConfigException if the folder holds anything else; the message says what differs
     */
    public boolean isBegun(Run run) throws IOException {
        String file = Storage.child(uri, RUN);
        if (!storage.exists(file)) {
            if (storage.isEmpty(uri)) {
                return false;
            }
            throw new ConfigException("output = " + uri + " already holds something, and no " + RUN
                    + " says that it is of this job; remove it, or name another folder");
        }
        List<String> differences = differences(run, JSON.readTree(storage.readText(file)));
        if (!differences.isEmpty()) {
            throw new ConfigException("output = " + uri + " already holds the output of another run: "
                    + String.join("; ", differences)
                    + ". Remove it, name another folder, or give the settings and the input of then to go on with it");
        }
        return true;
    }

    private static List<String> differences(Run run, JsonNode earlier) {
        String job = earlier.path("job").asText();
        if (!job.equals(run.job())) {
            return List.of("it was made by the job " + job);
        }
        List<String> differences =
                new ArrayList<>(Differences.between(earlier.path("config").asText(), run.config(), FREE_KEYS));
        TreeSet<String> names = new TreeSet<>(run.facts().keySet());
        earlier.path("facts").fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String before = earlier.path("facts").path(name).asText("unknown");
            String now = run.facts().getOrDefault(name, "unknown");
            if (!before.equals(now)) {
                differences.add(name + " was " + before + " and is " + now);
            }
        }
        return differences;
    }

    /** Makes the folder this run's and clears away what killed writers have left in it. */
    public void begin(Run run) throws IOException {
        if (isBegun(run)) {
            clear();
        } else {
            storage.writeText(Storage.child(uri, RUN), toJson(run));
        }
        storage.writeText(Storage.child(uri, "config.conf"), run.config());
    }

    private void clear() throws IOException {
        for (String folder :
                List.of(uri, Storage.child(uri, "data"), Storage.child(uri, "errors"), PartStatistics.folder(uri))) {
            storage.deleteLeftovers(folder);
        }
    }

    private static String toJson(Run run) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode();
        json.put("formatVersion", 1).put("job", run.job());
        ObjectNode facts = json.putObject("facts");
        new TreeMap<>(run.facts()).forEach(facts::put);
        json.put("config", run.config());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    /** Whether the run has ended well. */
    public boolean isComplete() throws IOException {
        return storage.exists(Storage.child(uri, MANIFEST));
    }

    /** Marks the run as complete, and clears away what executors that were killed on the way have left. */
    public void complete(String manifest) throws IOException {
        clear();
        storage.writeText(Storage.child(uri, MANIFEST), manifest);
    }
}
