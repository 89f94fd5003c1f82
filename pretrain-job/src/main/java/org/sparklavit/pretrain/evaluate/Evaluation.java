package org.sparklavit.pretrain.evaluate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.pretrain.evaluate.HeldOut.Picture;
import org.sparklavit.pretrain.generate.Answerer;
import org.sparklavit.pretrain.generate.Task;
import org.sparklavit.report.HtmlPage;

/** Measures what a configuration asks for and writes one JSON file and one HTML page. */
public final class Evaluation {
    /** All figures. */
    public static final String JSON_FILE = "evaluation.json";
    /** The same for people, with examples. */
    public static final String PAGE = "evaluation.html";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Storage storage;
    private final EvaluateConfig config;

    /**
     * Checks what {@code config} names, without loading weights.
     *
     * @throws ConfigException if something is missing or does not belong together
     */
    public Evaluation(Storage storage, EvaluateConfig config) throws IOException {
        this.storage = storage;
        this.config = config;
        Answerer.check(
                config.generating(config.measure().contains(Measure.DRAWING) ? Task.DRAW : Task.CAPTION), storage);
        if (!storage.isEmpty(config.output())) {
            throw new ConfigException(
                    "output = " + config.output() + " already holds something; remove it, or name another folder");
        }
    }

    /** For {@code --dry-run}. */
    public String plan() {
        return "  measure " + config.measure().toString().toLowerCase(Locale.ROOT) + " of " + config.model()
                + " on up to " + config.images()
                + " images of " + config.shards() + "\n  write " + JSON_FILE + " and " + PAGE + " to "
                + config.output();
    }

    /** Does it; what is found is printed as soon as it is. */
    public void run(PrintStream console, String effectiveHocon) throws IOException {
        List<Picture> pictures = HeldOut.read(storage, config.shards(), config.images());
        HtmlPage page = new HtmlPage(
                "Evaluation of " + config.model(),
                "Evaluation",
                List.of("model " + config.model(), "images of " + config.shards(), "tokenizer " + config.tokenizer()));
        ObjectNode json = JSON.createObjectNode();
        for (Measure measure : config.measure()) {
            Optional<Section> section = section(measure, pictures);
            section.ifPresent(found -> {
                console.println(found.text());
                json.set(found.name(), found.json());
                found.show(page);
            });
        }
        json.put("config", effectiveHocon);
        write(JSON_FILE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n", console);
        write(PAGE, page.end(), console);
    }

    private Optional<Section> section(Measure measure, List<Picture> pictures) throws IOException {
        return switch (measure) {
            case CAPTIONING -> Optional.of(Captioning.of(storage, config, pictures));
            case RECONSTRUCTION -> Optional.of(Reconstruction.of(storage, config, pictures));
            case DRAWING -> Optional.of(Drawing.of(storage, config, pictures));
            case PERPLEXITY ->
                config.perplexity().sources().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Perplexity.of(storage, config));
        };
    }

    private void write(String name, String text, PrintStream console) throws IOException {
        String uri = Storage.child(config.output(), name);
        storage.writeText(uri, text);
        console.println("  " + uri);
    }
}
