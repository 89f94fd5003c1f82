package org.sparklavit.pretrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.token.TokenRow;

/** The figures of a quickstart, put together from what its jobs left in the output folder. */
public final class QuickstartReport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String HELD_OUT = "tokens/heldout";
    private static final int CAPTIONED_IMAGES = 500;
    private static final int CAPTION_TOKENS = 48;
    private static final int BATCH = 32;

    private final Storage storage;
    private final String folder;
    private final ObjectNode figures;
    private final CaptionReport captions;

    private QuickstartReport(Storage storage, String folder, long wallSeconds) throws IOException {
        this.storage = storage;
        this.folder = folder;
        JsonNode model = read("model/summary.json");
        JsonNode inspection = read("inspection/summary.json");
        captions = new CaptionEvaluation(
                        new EvaluateCaptionsConfig(
                                path("model/" + PretrainRank.EXPORT),
                                path(HELD_OUT),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                CAPTIONED_IMAGES,
                                BATCH,
                                CAPTION_TOKENS),
                        storage)
                .run();
        figures = JSON.createObjectNode();
        figures.set("executors", model.path("worldSize"));
        figures.put("wallSeconds", wallSeconds);
        figures.put("reconstructionLoss", lastFigure("tokenizer/metrics.jsonl", "heldOutReconstruction"));
        figures.set("tokensPerImage", inspection.path("tokensPerImage"));
        figures.set("codeUsage", inspection.path("codeUsage"));
        figures.put("objectCountCorrelation", objectCountCorrelation());
        figures.set("streams", model.path("streams"));
        figures.putObject("captionAccuracy")
                .put("colour", captions.colour())
                .put("shape", captions.shape())
                .put("chanceColour", captions.chanceColour())
                .put("chanceShape", captions.chanceShape());
    }

    /**
     * Reads the output folder of a quickstart and captions its held-out images.
     *
     * @throws ConfigException if a job has not left what it should
     */
    public static QuickstartReport of(Storage storage, String folder, long wallSeconds) throws IOException {
        return new QuickstartReport(storage, folder, wallSeconds);
    }

    /** Writes {@code summary.json} and {@code captions.json}. */
    public void write() throws IOException {
        storage.writeText(path("captions.json"), JSON.writeValueAsString(captions));
        storage.writeText(path("summary.json"), JSON.writeValueAsString(figures));
    }

    /** For the console. */
    public String text() {
        List<String> lines = new ArrayList<>();
        JsonNode tokens = figures.path("tokensPerImage");
        lines.add(line("executors", "%d", figures.path("executors").asInt()));
        lines.add(line(
                "wall time",
                "%d min %d s",
                figures.path("wallSeconds").asLong() / 60,
                figures.path("wallSeconds").asLong() % 60));
        lines.add(line(
                "reconstruction loss",
                "%.3f on held-out pictures",
                figures.path("reconstructionLoss").asDouble()));
        lines.add(line(
                "tokens per image",
                "%.1f (%d to %d); rank correlation with the number of objects %.2f",
                tokens.path("mean").asDouble(),
                tokens.path("min").asInt(),
                tokens.path("max").asInt(),
                figures.path("objectCountCorrelation").asDouble()));
        lines.add(line("codes in use", "%.0f%%", 100 * figures.path("codeUsage").asDouble()));
        figures.path("streams")
                .properties()
                .forEach(stream -> lines.add(line(
                        "loss of " + stream.getKey(),
                        "%.3f -> %.3f",
                        stream.getValue().path("firstLoss").asDouble(),
                        stream.getValue().path("lastLoss").asDouble())));
        lines.add(captions.text());
        lines.add(whereEverythingLies());
        return String.join("\n", lines);
    }

    private String whereEverythingLies() {
        return String.join(
                "\n",
                "where everything lies, below " + folder,
                "  corpus       pictures, captions, attributes; text",
                "  shards       the pictures as Parquet, train and heldout",
                "  tokenizer    the visual tokenizer, its log and checkpoints",
                "  tokens       the pictures as tokens, train and heldout",
                "  detokenizer  what draws tokens again, its log and checkpoints; diffusers opens its unet",
                "  model        log and checkpoints; model/" + PretrainRank.EXPORT + " opens in transformers",
                "  inspection   report.html, redrawn.png, pictures of kept patches, statistics",
                "  drawn        sheet.png: what the language model draws of a few prompts",
                "  summary.json, captions.json   these figures");
    }

    private static String line(String name, String pattern, Object... values) {
        return String.format(Locale.ROOT, "%-20s  ", name) + String.format(Locale.ROOT, pattern, values);
    }

    /** Between the number of objects in a held-out picture and the number of its tokens. */
    private double objectCountCorrelation() throws IOException {
        TokenDump dump = TokenDump.open(storage, path(HELD_OUT), false);
        List<Double> objects = new ArrayList<>();
        List<Double> tokens = new ArrayList<>();
        for (int shard = 0; shard < dump.shards(); shard++) {
            try (ShardSource.Rows<TokenRow> rows = dump.open(shard, 0)) {
                while (rows.hasNext()) {
                    TokenRow row = rows.next();
                    objects.add(JSON.readTree(row.metadataJson()).path("count").asDouble());
                    tokens.add((double) row.numTokens());
                }
            }
        }
        return RankCorrelation.of(array(objects), array(tokens));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double lastFigure(String log, String name) throws IOException {
        double last = Double.NaN;
        for (String line : text(log).lines().toList()) {
            JsonNode value = JSON.readTree(line).path(name);
            last = value.isNumber() ? value.asDouble() : last;
        }
        if (Double.isNaN(last)) {
            throw new ConfigException(path(log) + " has no line with '" + name
                    + "'. Train the tokenizer with held-out images and 'training.evaluate-every' above 0.");
        }
        return last;
    }

    private JsonNode read(String file) throws IOException {
        return JSON.readTree(text(file));
    }

    private String text(String file) throws IOException {
        if (!storage.exists(path(file))) {
            throw new ConfigException(path(file) + " is missing. Give the output folder of submit/quickstart.sh.");
        }
        return storage.readText(path(file));
    }

    private String path(String below) {
        return Storage.child(folder, below);
    }
}
