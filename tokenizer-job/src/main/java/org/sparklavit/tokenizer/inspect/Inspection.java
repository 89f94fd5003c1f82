package org.sparklavit.tokenizer.inspect;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.token.TokenFormatException;
import org.sparklavit.data.token.TokenRow;

/** Opens what a configuration names, scans the dump, prints what it finds and writes the pictures. */
public final class Inspection {
    /** Name of the file with the figures, below the output folder. */
    public static final String SUMMARY = "summary.json";

    private final Storage storage;
    private final InspectConfig config;
    private final TokenDump dump;
    private final Optional<ShardImages> shards;

    /**
     * Opens the dump and the shards.
     *
     * @throws ConfigException if there is no dump, if there are no shards, or if the output already holds something
     */
    public Inspection(Storage storage, InspectConfig config) throws IOException {
        this.storage = storage;
        this.config = config;
        this.dump = open(storage, config.input());
        this.shards = config.shards().isEmpty()
                ? Optional.empty()
                : Optional.of(ShardImages.open(storage, config.shards().get()));
        if (config.output().isPresent() && !storage.isEmpty(config.output().get())) {
            throw new ConfigException("output = " + config.output().get()
                    + " already holds something; remove it, or name another folder");
        }
    }

    private static TokenDump open(Storage storage, String input) throws IOException {
        try {
            return TokenDump.open(storage, input, false);
        } catch (TokenFormatException e) {
            throw new ConfigException("input = " + input + " cannot be inspected: " + e.getMessage());
        }
    }

    /** For {@code --dry-run}. */
    public String plan() {
        return "  read " + dump.rows() + " rows in " + DumpText.files(dump.shards()) + " of " + config.input() + "\n"
                + config.output()
                        .map(output ->
                                "  write " + SUMMARY + " and pictures of " + config.samples() + " samples to " + output)
                        .orElse("  write nothing but the console");
    }

    /**
     * Does it.
     *
     * @throws ConfigException if the sample asked for is not in the dump, or the shards are those of another corpus
     */
    public void run(PrintStream console, String effectiveHocon) throws IOException {
        ErrorCounts errors = ErrorCounts.read(storage, errorsFolder());
        DumpScan scan =
                DumpScan.of(dump, errors, new DumpScan.Request(config.rows(), config.samples(), config.sample()));
        console.print(DumpText.of(config.input(), scan));
        if (config.output().isPresent()) {
            write(console, scan, config.output().get());
            storage.writeText(Storage.child(config.output().get(), "config.conf"), effectiveHocon);
        }
    }

    /** The folder beside {@code data}. */
    private String errorsFolder() throws IOException {
        boolean isAboveData = storage.exists(Storage.child(config.input(), "data"));
        return Storage.child(isAboveData ? config.input() : Storage.child(config.input(), ".."), "errors");
    }

    private void write(PrintStream console, DumpScan scan, String output) throws IOException {
        List<TokenRow> drawn = scan.drawn();
        List<TokenRow> single = new ArrayList<>(drawn);
        if (!single.contains(scan.shown())) {
            single.add(scan.shown());
        }
        Pictures pictures = new Pictures(storage, output, images(single));
        console.println("\nwritten");
        if (!drawn.isEmpty()) {
            console.println("  " + pictures.writeSheet(drawn));
        }
        for (TokenRow row : single) {
            console.println("  " + pictures.writeSample(row));
        }
        String summary = Storage.child(output, SUMMARY);
        storage.writeText(summary, scan.toJson());
        console.println("  " + summary);
    }

    private Map<String, byte[]> images(List<TokenRow> rows) throws IOException {
        Set<String> ids = rows.stream().map(TokenRow::id).collect(Collectors.toSet());
        return shards.isEmpty() ? Map.of() : shards.get().find(ids);
    }
}
