package org.sparklavit.tokenizer.inspect;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;

/** All that one pass over the rows of a dump finds. */
final class DumpScan {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TokenMetadata metadata;
    private final int files;
    private final ErrorCounts errors;
    private final PartStatistics statistics;
    private final TokenCounts all = new TokenCounts();
    private final Map<String, TokenCounts> sources = new TreeMap<>();
    private final CodeUsage codes;
    private final Request request;
    private final List<TokenRow> first = new ArrayList<>();
    private final RowSpread spread;
    private final RandomRows sampled;
    private Optional<TokenRow> asked = Optional.empty();

    /**
     * Which rows to keep.
     *
     * @param first how many from the start
     * @param spread how many from fewest to most tokens
     * @param sampled how many at random
     * @param id one more, by its id
     */
    record Request(int first, int spread, int sampled, Optional<String> id) {}

    DumpScan(TokenMetadata metadata, int files, ErrorCounts errors, PartStatistics statistics, Request request) {
        this.metadata = metadata;
        this.files = files;
        this.errors = errors;
        this.statistics = statistics;
        this.codes = new CodeUsage(metadata.codebookSize());
        this.request = request;
        this.spread = new RowSpread(request.spread());
        this.sampled = new RandomRows(request.sampled());
    }

    /**
     * Reads every row.
     *
     * @throws ConfigException if no row has the id that was asked for
     */
    static DumpScan of(TokenDump dump, ErrorCounts errors, PartStatistics statistics, Request request) {
        DumpScan scan = new DumpScan(dump.metadata(), dump.shards(), errors, statistics, request);
        for (int file = 0; file < dump.shards(); file++) {
            try (ShardSource.Rows<TokenRow> rows = dump.open(file, 0)) {
                rows.forEachRemaining(scan::add);
            }
        }
        if (request.id().isPresent() && scan.asked.isEmpty()) {
            throw new ConfigException("sample = " + request.id().get() + " is the id of none of the " + scan.all.rows()
                    + " rows in " + dump.folder() + "; leave it out and take an id from the rows that are printed");
        }
        return scan;
    }

    void add(TokenRow row) {
        all.add(row.numTokens());
        sources.computeIfAbsent(row.source(), source -> new TokenCounts()).add(row.numTokens());
        codes.add(row.codes());
        spread.add(row);
        sampled.add(row);
        if (first.size() < Math.max(1, request.first())) {
            first.add(row);
        }
        if (request.id().filter(row.id()::equals).isPresent()) {
            asked = Optional.of(row);
        }
    }

    TokenMetadata metadata() {
        return metadata;
    }

    int files() {
        return files;
    }

    ErrorCounts errors() {
        return errors;
    }

    /** What the writer left beside the dump; of no parts where it left none. */
    PartStatistics statistics() {
        return statistics;
    }

    TokenCounts all() {
        return all;
    }

    Map<String, TokenCounts> sources() {
        return sources;
    }

    CodeUsage codes() {
        return codes;
    }

    /** The rows to print. */
    List<TokenRow> first() {
        return first.subList(0, Math.min(first.size(), request.first()));
    }

    /** The rows to draw, from simplest to richest. */
    List<TokenRow> drawn() {
        return spread.pick();
    }

    /** The random ones. */
    List<TokenRow> sampled() {
        return sampled.rows();
    }

    /** Of rows and of errors. */
    Set<String> sourceNames() {
        Set<String> names = new TreeSet<>(sources.keySet());
        names.addAll(errors.bySource().keySet());
        return names;
    }

    /** The row that was asked for, else the middle one of those to draw, else the first of all. */
    TokenRow shown() {
        List<TokenRow> drawn = drawn();
        return asked.orElseGet(() -> drawn.isEmpty() ? first.get(0) : drawn.get(drawn.size() / 2));
    }

    /** The figures for other programs. */
    String toJson() throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("formatVersion", 1).put("job", "inspect");
        json.put("rows", all.rows()).put("files", files).put("tokens", codes.tokens());
        json.put("tokenizerFingerprint", metadata.tokenizerFingerprint()).put("codebookSize", codes.codebookSize());
        json.set("tokensPerImage", all.toJson());
        json.put("codesInUse", codes.codesInUse())
                .put("codeUsage", codes.share())
                .put("perplexity", codes.perplexity());
        ObjectNode bySource = json.putObject("sources");
        for (String name : sourceNames()) {
            TokenCounts counts = sources.getOrDefault(name, new TokenCounts());
            ObjectNode source = bySource.putObject(name).put("rows", counts.rows());
            source.put("errorRows", errors.of(name)).set("tokensPerImage", counts.toJson());
        }
        ObjectNode reasons = json.putObject("errors");
        errors.byReason().forEach(reasons::put);
        json.set("statistics", statistics.toJson());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }
}
