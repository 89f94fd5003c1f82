package org.sparklavit.tokenizer.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.parquet.FooterException;
import org.sparklavit.data.sample.SampleId;
import org.sparklavit.data.token.TokenCheck;
import org.sparklavit.data.token.TokenReader;
import org.sparklavit.data.token.TokenRow;

/**
 * Looks for what docs/token-format.md forbids, in one pass over all columns with the checksums of the pages, and a second
 * over the ids of files with duplicates. Goes on after each finding. Holds eight bytes a row.
 */
final class Lint {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Storage storage;
    private final String input;
    private final Findings findings = new Findings();
    private final IdIndex ids = new IdIndex();
    private final Map<String, Long> rowsOfFiles = new TreeMap<>();
    private String fingerprint;
    private String fingerprintOf;

    private Lint(Storage storage, String input) {
        Configuration checking = new Configuration(storage.configuration());
        checking.setBoolean("parquet.page.verify-checksum.enabled", true);
        this.storage = new Storage(checking);
        this.input = input;
    }

    /** Looks at the output folder of tokenize, or at its {@code data} folder, of which there is less to say. */
    static Findings of(Storage storage, String input) throws IOException {
        Lint lint = new Lint(storage, input);
        boolean isWhole = storage.exists(Storage.child(input, "data"));
        List<StoredFile> files = lint.files(isWhole ? Storage.child(input, "data") : input);
        for (StoredFile file : files) {
            lint.check(file);
        }
        lint.checkNumbers(files);
        if (isWhole) {
            lint.checkManifest();
        }
        lint.checkIds(files);
        return lint.findings;
    }

    private List<StoredFile> files(String folder) throws IOException {
        try {
            List<StoredFile> files = storage.list(folder).stream()
                    .filter(file -> file.name().endsWith(".parquet"))
                    .toList();
            if (!files.isEmpty()) {
                return files;
            }
        } catch (FileNotFoundException e) {
            // The same as none: said below.
        }
        throw new ConfigException(
                "input = " + input + " holds no .parquet file. Give a folder that tokenize has written.");
    }

    private void check(StoredFile file) {
        long[] rows = {0};
        read(file, EnumSet.noneOf(TokenReader.Skip.class), (reader, row) -> {
            if (rows[0]++ == 0) {
                checkTokenizer(file, reader.metadata().tokenizerFingerprint());
            }
            check(file.name() + " row " + (rows[0] - 1), row, reader);
        });
        rowsOfFiles.put(file.name(), rows[0]);
    }

    private void read(StoredFile file, Set<TokenReader.Skip> skipped, BiConsumer<TokenReader, TokenRow> each) {
        try (TokenReader reader = new TokenReader(storage, file.uri(), skipped)) {
            while (reader.hasNext()) {
                each.accept(reader, reader.next());
            }
        } catch (FooterException e) {
            findings.add(Finding.Kind.FOREIGN_FILE, file.name(), e.getMessage());
        } catch (IOException | RuntimeException e) {
            findings.add(Finding.Kind.TORN_FILE, file.name(), e.getMessage());
        }
    }

    private void checkTokenizer(StoredFile file, String found) {
        if (fingerprint == null) {
            fingerprint = found;
            fingerprintOf = file.name();
        } else if (!fingerprint.equals(found)) {
            findings.add(
                    Finding.Kind.MIXED_FINGERPRINT,
                    file.name(),
                    "its tokenizer is " + found + " but that of " + fingerprintOf + " is " + fingerprint);
        }
    }

    private void check(String where, TokenRow row, TokenReader reader) {
        ids.add(row.id());
        TokenCheck.problem(row, reader.metadata())
                .ifPresent(problem ->
                        findings.add(Finding.Kind.valueOf(problem.rule().name()), where, problem.text()));
        String expected = SampleId.of(row.source(), row.key());
        if (!row.id().equals(expected)) {
            findings.add(
                    Finding.Kind.WRONG_ID,
                    where,
                    "its id is " + row.id() + " but that of " + row.source() + "/" + row.key() + " is " + expected);
        }
    }

    /** Files are numbered from 0 on without a gap. */
    private void checkNumbers(List<StoredFile> files) {
        Set<String> names = rowsOfFiles.keySet();
        String last = files.get(files.size() - 1).name();
        for (int number = 0; last.matches("part-\\d{5}\\.parquet"); number++) {
            String name = String.format("part-%05d.parquet", number);
            if (name.compareTo(last) >= 0) {
                return;
            }
            if (!names.contains(name)) {
                findings.add(Finding.Kind.MISSING_PART, name, "it is not there but " + last + " is");
            }
        }
    }

    private void checkManifest() throws IOException {
        String uri = Storage.child(input, "_manifest.json");
        if (!storage.exists(uri)) {
            findings.add(Finding.Kind.UNFINISHED, "_manifest.json", "it is not there: start tokenize again to go on");
            return;
        }
        for (JsonNode part : JSON.readTree(storage.readText(uri)).path("parts")) {
            String name = part.path("file").asText();
            checkPart(
                    name.substring(name.lastIndexOf('/') + 1), part.path("rows").asLong(-1));
        }
    }

    private void checkPart(String name, long expected) {
        Long rows = rowsOfFiles.get(name);
        if (rows == null) {
            if (!findings.isAbout(Finding.Kind.MISSING_PART, name)) {
                findings.add(Finding.Kind.MISSING_PART, name, "the manifest lists it but it is not there");
            }
        } else if (expected >= 0 && rows != expected && isReadable(name)) {
            findings.add(Finding.Kind.WRONG_ROWS, name, "it has " + rows + " rows but the manifest says " + expected);
        }
    }

    private boolean isReadable(String name) {
        return !findings.isAbout(Finding.Kind.TORN_FILE, name) && !findings.isAbout(Finding.Kind.FOREIGN_FILE, name);
    }

    private void checkIds(List<StoredFile> files) {
        Set<Long> repeated = ids.repeated();
        if (repeated.isEmpty()) {
            return;
        }
        Map<String, String> firstPlaces = new HashMap<>();
        for (StoredFile file : files) {
            if (!isReadable(file.name())) {
                continue;
            }
            long[] at = {0};
            read(file, EnumSet.allOf(TokenReader.Skip.class), (reader, row) -> {
                String where = file.name() + " row " + at[0]++;
                if (repeated.contains(IdIndex.half(row.id()))) {
                    String first = firstPlaces.putIfAbsent(row.id(), where);
                    if (first != null) {
                        findings.add(Finding.Kind.DUPLICATE_ID, where, "its id " + row.id() + " is that of " + first);
                    }
                }
            });
        }
    }
}
