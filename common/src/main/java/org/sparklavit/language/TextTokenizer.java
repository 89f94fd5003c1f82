package org.sparklavit.language;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.TextCodec;

/** A text tokenizer in Hugging Face's {@code tokenizer.json}, run by the reference implementation. */
public final class TextTokenizer implements TextCodec, AutoCloseable {
    /** What the families of tokenizers call the end of a text; the first that a file has counts. */
    private static final List<String> ENDS = List.of("</s>", "<|end_of_text|>", "<|endoftext|>");

    private final HuggingFaceTokenizer tokenizer;
    private final String json;
    private final int size;
    private final int endOfText;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, String json, int size, int endOfText) {
        this.tokenizer = tokenizer;
        this.json = json;
        this.size = size;
        this.endOfText = endOfText;
    }

    /**
     * Reads a {@code tokenizer.json}.
     *
     * @param endOfText the token that ends a text; the usual ones are tried if empty
     * @throws ConfigException if the file is missing, is no tokenizer, or lacks the token
     */
    public static TextTokenizer load(Storage storage, String uri, Optional<String> endOfText) throws IOException {
        if (!storage.exists(uri)) {
            throw new ConfigException("there is no tokenizer at " + uri + ". Give the path of a tokenizer.json.");
        }
        return parse(storage.readText(uri), uri, endOfText);
    }

    /** Understands the text of a {@code tokenizer.json}; {@code file} is for messages. See {@link #load}. */
    public static TextTokenizer parse(String json, String file, Optional<String> endOfText) {
        try {
            Map<String, Integer> ids = ids(new ObjectMapper().readTree(json));
            int end = endOfText(ids, endOfText, file);
            int size =
                    1 + ids.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
            // DJL would otherwise cut every text at 512 ids.
            Map<String, String> options = Map.of("truncation", "false", "padding", "false");
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), options);
            return new TextTokenizer(tokenizer, json, size, end);
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + " is not JSON: " + e.getOriginalMessage() + ". Fetch the file again.");
        } catch (IOException e) {
            throw new ConfigException(file + " is not a tokenizer.json: " + e.getMessage() + ". Fetch the file again.");
        }
    }

    private static Map<String, Integer> ids(JsonNode root) {
        Map<String, Integer> ids = new HashMap<>();
        JsonNode vocabulary = root.path("model").path("vocab");
        if (vocabulary.isArray()) {
            // Unigram: a list of [token, score].
            for (int id = 0; id < vocabulary.size(); id++) {
                ids.put(vocabulary.get(id).path(0).asText(), id);
            }
        }
        vocabulary.properties().forEach(e -> ids.put(e.getKey(), e.getValue().asInt()));
        for (JsonNode added : root.path("added_tokens")) {
            ids.put(added.path("content").asText(), added.path("id").asInt());
        }
        return ids;
    }

    private static int endOfText(Map<String, Integer> ids, Optional<String> wanted, String file) {
        List<String> candidates = wanted.map(List::of).orElse(ENDS);
        return candidates.stream()
                .filter(ids::containsKey)
                .map(ids::get)
                .findFirst()
                .orElseThrow(() -> new ConfigException(file + " has no token " + String.join(" or ", candidates)
                        + " to end a text. Name its own with 'end-of-text'."));
    }

    /** The file's text, to be copied beside a model. */
    public String json() {
        return json;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int endOfText() {
        return endOfText;
    }

    @Override
    public int[] encode(String text) {
        long[] ids = tokenizer.encode(text, false, false).getIds();
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public String decode(int[] ids) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
