package org.sparklavit.pretrain.generate;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource.Rows;
import org.sparklavit.data.output.FinishedPart;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.ErrorFormat;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.pretrain.generate.Answerer.Outcome;
import org.sparklavit.pretrain.generate.PromptFiles.Found;

/** Answers the prompts of one part: each becomes one row or one error row, in the order of the file. */
public final class PartGenerator {
    /** What the prompts are called in statistics; they come from no corpus. */
    private static final String SOURCE = "prompts";

    private final Storage storage;
    private final GenerateConfig config;
    private final Answerer answerer;
    private final LongConsumer progress;

    /**
     * Ready for any number of parts, one after the other.
     *
     * @param progress told how many prompts were done
     */
    public PartGenerator(Storage storage, GenerateConfig config, Answerer answerer, LongConsumer progress) {
        this.storage = storage;
        this.config = config;
        this.answerer = answerer;
        this.progress = progress;
    }

    /** Answers {@code part} into {@code data/name} and {@code errors/name} of the output. */
    public PartResult run(PromptPart part, String name) throws IOException {
        Instant start = Instant.now();
        String output = config.output().orElseThrow();
        try (Rows<Found> found = new PromptFiles(storage, config.columns()).open(part);
                RowWriter<Answer> rows = new RowWriter<>(
                        storage, PartResult.dataUri(output, name), AnswerFormat.INSTANCE, WriteOptions.defaults());
                RowWriter<ErrorRow> errors = new RowWriter<>(
                        storage, PartResult.errorsUri(output, name), ErrorFormat.INSTANCE, WriteOptions.defaults())) {
            Sink sink = new Sink(rows, errors);
            for (long left = part.rows(); left > 0; left -= config.batch()) {
                List<Found> batch = take(found, Math.min(left, config.batch()));
                answer(batch, sink);
                progress.accept(batch.size());
            }
            errors.commit();
            PartResult result = sink.result(name);
            PartStatistics.write(
                    storage,
                    output,
                    name,
                    start,
                    Map.of(SOURCE, new PartStatistics.Counts(result.rows(), result.errors())));
            // All else lies there already: a part that is there is finished.
            rows.commit(Map.of(PartResult.STATISTICS, FinishedPart.text(result.toJson())));
            return result;
        }
    }

    private static List<Found> take(Rows<Found> rows, long count) {
        List<Found> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(rows.next());
        }
        return taken;
    }

    private void answer(List<Found> batch, Sink sink) throws IOException {
        List<PromptRow> prompts =
                batch.stream().flatMap(found -> found.prompt().stream()).toList();
        Iterator<Outcome> outcomes = answerer.answer(prompts).iterator();
        for (Found found : batch) {
            if (found.error().isPresent()) {
                sink.write(found.error().get());
            } else {
                sink.write(outcomes.next());
            }
        }
    }

    /** Writes and counts. */
    private static final class Sink {
        private final RowWriter<Answer> rows;
        private final RowWriter<ErrorRow> errors;
        private final Map<String, Long> reasons = new TreeMap<>();
        private long count;
        private long tokens;

        private Sink(RowWriter<Answer> rows, RowWriter<ErrorRow> errors) {
            this.rows = rows;
            this.errors = errors;
        }

        private void write(Outcome outcome) throws IOException {
            if (outcome instanceof Outcome.Good good) {
                rows.write(good.answer());
                count++;
                tokens += good.answer().numTokens();
            } else if (outcome instanceof Outcome.Bad bad) {
                write(bad.error());
            }
        }

        private void write(ErrorRow error) throws IOException {
            errors.write(error);
            reasons.merge(error.reason(), 1L, Long::sum);
        }

        private PartResult result(String name) {
            return new PartResult(name, count, tokens, reasons);
        }
    }
}
