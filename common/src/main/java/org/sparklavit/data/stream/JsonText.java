package org.sparklavit.data.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.sparklavit.config.ConfigException;

/** The text of a JSON line. */
record JsonText(String uri, String field) implements TextLines.Parser {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String text(String raw, long line) {
        try {
            JsonNode text = JSON.readTree(raw).path(field);
            if (text.isTextual()) {
                return text.asText();
            }
        } catch (JsonProcessingException e) {
            // Reported below with the line's number, as is JSON without the field.
        }
        throw new ConfigException(uri + ":" + line + ": the line is no JSON object with a string '" + field
                + "'. Each line must read {\"" + field + "\": \"...\"}; 'field' names another key.");
    }
}
