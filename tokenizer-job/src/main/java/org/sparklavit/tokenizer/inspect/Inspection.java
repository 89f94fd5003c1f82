package org.sparklavit.tokenizer.inspect;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.token.TokenRow;

/** Opens what a configuration names, scans the dump, prints what it finds and writes the pictures. */
public final class Inspection {
    /** Name of the file with the figures, below the output folder. */
    public static final String SUMMARY = "summary.json";

    /** Name of the page, below the output folder. */
    public static final String REPORT = "report.html";

    private static final int SAMPLED = 400;
    private static final int CODES = 24;
    private static final int PATCHES = 6;

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
        this.dump = TokenDump.open(storage, config.input(), false);
        this.shards = config.shards().isEmpty()
                ? Optional.empty()
                : Optional.of(ShardImages.open(storage, config.shards().get()));
        if (config.output().isPresent() && !storage.isEmpty(config.output().get())) {
            throw new ConfigException("output = " + config.output().get()
                    + " already holds something; remove it, or name another folder");
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
        ErrorCounts errors = ErrorCounts.read(storage, Storage.child(folder(), "errors"));
        boolean writesReport = config.output().isPresent() && config.view().includes(View.REPORT);
        DumpScan scan = DumpScan.of(
                dump,
                errors,
                PartStatistics.read(storage, folder()),
                new DumpScan.Request(config.rows(), config.samples(), writesReport ? SAMPLED : 0, config.sample()));
        console.print(DumpText.of(config.input(), scan, config.view()));
        Optional<CodeGallery> gallery =
                writesReport || config.view() == View.CODES ? Optional.of(gallery(scan.codes())) : Optional.empty();
        if (config.view() == View.CODES) {
            gallery.get()
                    .strips()
                    .forEach(strip -> console.printf(
                            Locale.ROOT, "  code %5d  %.3f%% of all tokens%n", strip.code(), 100 * strip.share()));
        }
        if (config.output().isPresent()) {
            write(console, scan, gallery, config.output().get());
            storage.writeText(Storage.child(config.output().get(), "config.conf"), effectiveHocon);
        }
    }

    private CodeGallery gallery(CodeUsage usage) throws IOException {
        TokenDump whole = dump.metadata().featureWidth() == 0 ? dump : TokenDump.open(storage, config.input(), true);
        Set<Integer> codes = CodeGallery.choose(config.codes(), usage, CODES);
        return CodeGallery.of(whole, usage, codes, PATCHES, this::images);
    }

    /** The folder above {@code data}. */
    private String folder() throws IOException {
        boolean isAboveData = storage.exists(Storage.child(config.input(), "data"));
        return isAboveData ? config.input() : Storage.child(config.input(), "..");
    }

    private void write(PrintStream console, DumpScan scan, Optional<CodeGallery> gallery, String output)
            throws IOException {
        List<TokenRow> drawn = config.view() == View.ALL ? scan.drawn() : List.of();
        List<TokenRow> single = new ArrayList<>(drawn);
        if (config.view().includes(View.SAMPLE) && !single.contains(scan.shown())) {
            single.add(scan.shown());
        }
        Pictures pictures = new Pictures(storage, output, images(ids(single)));
        Map<String, RgbImage> redrawn = redrawn(scan.drawn());
        console.println("\nwritten");
        if (!drawn.isEmpty()) {
            console.println("  " + pictures.writeSheet(drawn));
        }
        if (!redrawn.isEmpty()) {
            console.println("  " + pictures.writeRedrawn(scan.drawn(), redrawn));
        }
        for (TokenRow row : single) {
            console.println("  " + pictures.writeSample(row));
        }
        if (config.view() == View.CODES) {
            console.println("  " + pictures.writeCodes(gallery.get()));
        }
        if (config.view().includes(View.REPORT)) {
            console.println("  " + writeReport(scan, gallery.get(), redrawn, output));
        }
        if (config.view().includes(View.SUMMARY)) {
            String summary = Storage.child(output, SUMMARY);
            storage.writeText(summary, scan.toJson());
            console.println("  " + summary);
        }
    }

    private Map<String, RgbImage> redrawn(List<TokenRow> rows) throws IOException {
        boolean isShown = config.view() == View.ALL || config.view() == View.REPORT;
        String fingerprint = dump.metadata().tokenizerFingerprint();
        return isShown ? Redrawn.of(storage, config, fingerprint, rows) : Map.of();
    }

    private String writeReport(DumpScan scan, CodeGallery gallery, Map<String, RgbImage> redrawn, String output)
            throws IOException {
        Set<String> ids = ids(scan.drawn());
        ids.addAll(ids(scan.sampled()));
        String uri = Storage.child(output, REPORT);
        HtmlReport.Content content = new HtmlReport.Content(config.input(), scan, images(ids), gallery, redrawn);
        storage.writeText(uri, HtmlReport.of(content));
        return uri;
    }

    private static Set<String> ids(List<TokenRow> rows) {
        return rows.stream().map(TokenRow::id).collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<String, byte[]> images(Set<String> ids) throws IOException {
        return shards.isEmpty() ? Map.of() : shards.get().find(ids);
    }

    /**
     * Looks for what should not be so.
     *
     * @throws ConfigException if there is anything, after it was printed
     */
    public static void lint(Storage storage, String input, PrintStream console) throws IOException {
        Findings findings = Lint.of(storage, input);
        if (findings.total() > 0) {
            console.print(findings.text());
            throw new ConfigException("input = " + input + " has " + findings.total() + " faults, listed above");
        }
        console.println("  " + input + ": no fault found");
    }
}
