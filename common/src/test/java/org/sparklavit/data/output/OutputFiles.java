package org.sparklavit.data.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;

/** What a job has written. */
public final class OutputFiles {
    private static final Storage STORAGE = Storage.local();

    private OutputFiles() {}

    /** The samples of a shard job's output, in their order. */
    public static List<Sample> samples(Path output) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (StoredFile file : STORAGE.list(output + "/data")) {
            try (RowReader<Sample> rows = SampleTable.reader(STORAGE, file.uri())) {
                rows.forEachRemaining(samples::add);
            }
        }
        return samples;
    }

    /** The error rows of an output. */
    public static List<ErrorRow> errors(Path output) throws IOException {
        List<ErrorRow> errors = new ArrayList<>();
        for (StoredFile file : STORAGE.list(output + "/errors")) {
            try (RowReader<ErrorRow> rows = SampleTable.errorReader(STORAGE, file.uri())) {
                rows.forEachRemaining(errors::add);
            }
        }
        return errors;
    }

    /** All files of an output, hidden ones included, but not the statistics, which hold times. */
    public static Map<String, byte[]> all(Path output) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(output)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String name = output.relativize(path).toString();
                if (!name.matches("stats/part-\\d+\\.json")) {
                    files.put(name, Files.readAllBytes(path));
                }
            }
        }
        return files;
    }

    /** The files in folders: data and errors. */
    public static Map<String, byte[]> parts(Path output) throws IOException {
        Map<String, byte[]> files = all(output);
        files.keySet().removeIf(name -> !name.contains("/"));
        return files;
    }

    /** When each finished part of {@code data} was made. */
    public static Map<String, FileTime> times(Path output) throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.list(output.resolve("data"))) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".parquet")) {
                    times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
                }
            }
        }
        return times;
    }

    /** Whether both hold the same files with the same bytes. */
    public static void assertSame(Map<String, byte[]> files, Map<String, byte[]> expected) {
        assertThat(files.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(files.get(name)).as(name).isEqualTo(bytes));
    }
}
