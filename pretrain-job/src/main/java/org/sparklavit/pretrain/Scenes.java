package org.sparklavit.pretrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.scene.ColouredShape;
import org.sparklavit.data.scene.SceneColour;
import org.sparklavit.data.scene.SceneShape;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.token.TokenRow;

/** Drawn scenes that a model is asked about, from the first row of a dump on. */
final class Scenes {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** One example with one object, one with two, one with three. */
    private static final int EXAMPLES = 3;

    private final String input;
    private final int most;
    private final List<Scene> single = new ArrayList<>();
    private final Map<Integer, Scene> examples = new TreeMap<>();

    /** A row with what the model is asked, and the objects that its image shows. */
    record Scene(TokenRow row, TokenSequence prompt, List<ColouredShape> objects) {}

    /** Up to {@code most} with one object, of {@code input}. */
    Scenes(String input, int most) {
        this.input = input;
        this.most = most;
    }

    /** Scenes that show exactly one object. */
    List<Scene> single() {
        return single;
    }

    /** The first scene with one object, with two and with three. */
    List<Scene> examples() {
        return List.copyOf(examples.values());
    }

    /**
     * Reads {@code rows} until there are enough.
     *
     * @throws ConfigException if the rows are no drawn scenes, or none has one object
     */
    <T> void read(ShardSource<T> rows, Function<T, TokenRow> tokens, Function<T, TokenSequence> prompt) {
        for (int shard = 0; shard < rows.shards(); shard++) {
            try (ShardSource.Rows<T> open = rows.open(shard, 0)) {
                while (open.hasNext() && single.size() < most) {
                    T next = open.next();
                    add(tokens.apply(next), prompt.apply(next));
                }
            }
        }
        if (single.isEmpty()) {
            throw new ConfigException("input = " + input + " has no image that shows exactly one object."
                    + " Give a dump of a corpus that generate-corpus has drawn.");
        }
    }

    private void add(TokenRow row, TokenSequence prompt) {
        Scene scene = new Scene(row, prompt, objects(row));
        if (scene.objects().size() <= EXAMPLES) {
            examples.putIfAbsent(scene.objects().size(), scene);
        }
        if (scene.objects().size() == 1) {
            single.add(scene);
        }
    }

    private List<ColouredShape> objects(TokenRow row) {
        List<ColouredShape> objects = new ArrayList<>();
        try {
            for (JsonNode object : JSON.readTree(row.metadataJson()).path("objects")) {
                objects.add(new ColouredShape(
                        SceneColour.valueOf(word(object, "colour")), SceneShape.valueOf(word(object, "shape"))));
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ConfigException("input = " + input + ": the metadata of the row '" + row.key()
                    + "' are no drawn scene (" + e.getMessage()
                    + "). Give a dump of a corpus that generate-corpus has drawn.");
        }
        return objects;
    }

    private static String word(JsonNode object, String key) {
        return object.path(key).asText().toUpperCase(Locale.ROOT);
    }
}
