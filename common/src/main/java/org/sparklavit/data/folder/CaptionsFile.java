package org.sparklavit.data.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.SampleText;

/** Reads a captions file: JSONL, or CSV or TSV with a header. What it is, its name tells. */
final class CaptionsFile {
    private static final int MAX_BYTES = 1 << 30;

    private CaptionsFile() {}

    static List<CaptionLine> read(Storage storage, String uri) throws IOException {
        String text = SampleText.utf8(storage.readBytes(uri, MAX_BYTES))
                .orElseThrow(() -> new ConfigException("captions = " + uri + " is not UTF-8; convert it"));
        String name = uri.toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return jsonLines(text);
        }
        if (name.endsWith(".csv")) {
            return table(uri, new CsvRecords(text, ',', true).all());
        }
        if (name.endsWith(".tsv")) {
            return table(uri, new CsvRecords(text, '\t', false).all());
        }
        throw new ConfigException("captions = " + uri + " must end in .jsonl, .csv or .tsv");
    }

    private static List<CaptionLine> jsonLines(String text) {
        String[] lines = text.split("\n", -1);
        return IntStream.range(0, lines.length)
                .filter(i -> !lines[i].isBlank())
                .mapToObj(i -> jsonLine(i + 1, lines[i]))
                .toList();
    }

    private static CaptionLine jsonLine(int number, String line) {
        Optional<JsonNode> fields = SampleText.jsonObject(line);
        return fields.isPresent()
                ? CaptionLine.of(number, (ObjectNode) fields.get())
                : CaptionLine.bad(number, "it is no JSON object");
    }

    private static List<CaptionLine> table(String uri, List<CsvRecords.Line> records) {
        if (records.isEmpty()) {
            return List.of();
        }
        List<String> header =
                records.get(0).fields().stream().map(String::strip).toList();
        if (CaptionLine.FILE_FIELDS.stream().noneMatch(header::contains)
                || CaptionLine.CAPTION_FIELDS.stream().noneMatch(header::contains)) {
            throw new ConfigException(
                    "captions = " + uri + " has the columns " + header + " in its first line but needs" + " one of "
                            + CaptionLine.FILE_FIELDS + " and one of " + CaptionLine.CAPTION_FIELDS);
        }
        List<CaptionLine> lines = new ArrayList<>();
        for (CsvRecords.Line record : records.subList(1, records.size())) {
            lines.add(tableLine(header, record));
        }
        return lines;
    }

    private static CaptionLine tableLine(List<String> header, CsvRecords.Line record) {
        if (record.fields().size() != header.size()) {
            return CaptionLine.bad(
                    record.line(),
                    "it has " + record.fields().size() + " fields but the first line has " + header.size());
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < header.size(); i++) {
            fields.put(header.get(i), record.fields().get(i));
        }
        return CaptionLine.of(record.line(), fields);
    }
}
