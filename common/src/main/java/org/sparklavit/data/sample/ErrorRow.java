package org.sparklavit.data.sample;

import java.util.Objects;

/**
 * A sample, or a piece of a corpus, that could not be used: every one that goes in comes out as a row or as
 * one of these.
 *
 * @param id id of the sample; of (source, key) where the piece is no sample
 * @param source name of the corpus
 * @param key name of the sample, or of the file that could not be read
 * @param stage what was being done: {@code read}, {@code decode}, {@code shuffle}, ...
 * @param reason one word in capitals to group by, such as {@code MISSING_CAPTION}
 * @param detail the same for a person, with the file and the place in it
 */
public record ErrorRow(String id, String source, String key, String stage, String reason, String detail)
        implements CorpusRecord {
    /** Checks that nothing is null. */
    public ErrorRow {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }

    /** An error about the sample of a source and a key. */
    public static ErrorRow of(String source, String key, String stage, String reason, String detail) {
        return new ErrorRow(SampleId.of(source, key), source, key, stage, reason, detail);
    }
}
