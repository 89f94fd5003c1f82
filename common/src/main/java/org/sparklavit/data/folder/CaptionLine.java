package org.sparklavit.data.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * One line of a captions file.
 *
 * @param line its number, from 1
 * @param file the image it is about
 * @param caption its text, empty if it has none
 * @param metadataJson its other fields, a JSON object
 * @param problem what is wrong with the line; the other components are empty then
 */
record CaptionLine(int line, String file, String caption, String metadataJson, Optional<String> problem) {
    /** Names of the field with the path of the image, the preferred one first. */
    static final List<String> FILE_FIELDS = List.of("file_name", "file", "filename", "image");

    /** Names of the field with the text, the preferred one first. */
    static final List<String> CAPTION_FIELDS = List.of("caption", "text");

    static CaptionLine bad(int line, String problem) {
        return new CaptionLine(line, "", "", "{}", Optional.of(problem));
    }

    /** Reads the fields of a line, however they were written. */
    static CaptionLine of(int line, ObjectNode fields) {
        Optional<String> file = take(fields, FILE_FIELDS);
        if (file.isEmpty()) {
            return bad(line, "it names no file: one of the fields " + FILE_FIELDS);
        }
        String caption = take(fields, CAPTION_FIELDS).orElse("").strip();
        String path = file.get().startsWith("./") ? file.get().substring(2) : file.get();
        return new CaptionLine(line, path, caption, fields.toString(), Optional.empty());
    }

    private static Optional<String> take(ObjectNode fields, List<String> names) {
        for (String name : names) {
            JsonNode value = fields.path(name);
            if (value.isTextual() && !value.textValue().isBlank()) {
                fields.remove(name);
                return Optional.of(value.textValue());
            }
        }
        return Optional.empty();
    }
}
