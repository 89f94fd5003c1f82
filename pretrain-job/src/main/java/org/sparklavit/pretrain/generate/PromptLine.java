package org.sparklavit.pretrain.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.SampleText;
import org.sparklavit.data.stream.TextSample;
import org.sparklavit.pretrain.generate.PromptFiles.Found;

/** Reads prompts from the lines of one JSON file. */
final class PromptLine {
    /** A larger file is no prompt's image. */
    private static final int MAX_IMAGE_BYTES = 256 << 20;

    private final Storage storage;
    private final String folder;
    private final PromptColumns columns;

    PromptLine(Storage storage, String uri, PromptColumns columns) {
        this.storage = storage;
        this.columns = columns;
        folder = uri.substring(0, uri.lastIndexOf('/') + 1);
    }

    /** What a prompt without an id is called. */
    static String nameOf(String uri, long number) {
        return uri.substring(uri.lastIndexOf('/') + 1) + ":" + number;
    }

    /** The prompt on a line. */
    Found read(TextSample line) {
        String id = line.name().substring(line.name().lastIndexOf('/') + 1);
        try {
            Optional<JsonNode> json = SampleText.jsonObject(line.text());
            if (json.isEmpty()) {
                throw new BadPromptException(
                        "BAD_LINE",
                        line.name() + " is no JSON object: each line must read {\"" + columns.prompt()
                                + "\": \"...\"}");
            }
            id = json.get().path(columns.id()).asText(id);
            return Found.of(new PromptRow(id, json.get().path(columns.prompt()).asText(""), images(json.get())));
        } catch (BadPromptException e) {
            return Found.bad(id, e);
        }
    }

    private List<byte[]> images(JsonNode json) throws BadPromptException {
        List<byte[]> images = new ArrayList<>();
        if (json.path(columns.image()).isTextual()) {
            images.add(read(json.path(columns.image()).asText()));
        }
        for (JsonNode path : json.path(columns.images())) {
            images.add(read(path.asText()));
        }
        return images;
    }

    private byte[] read(String path) throws BadPromptException {
        String uri = Storage.resolve(folder, path);
        try {
            return storage.readBytes(uri, MAX_IMAGE_BYTES);
        } catch (IOException e) {
            throw new BadPromptException("MISSING_IMAGE", "cannot read the image " + uri + ": " + e.getMessage());
        }
    }
}
