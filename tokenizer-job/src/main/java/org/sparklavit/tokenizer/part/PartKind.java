package org.sparklavit.tokenizer.part;

import java.io.Serializable;

/**
 * What tells one job that makes a file of each shard from another.
 *
 * @param job its name, also the stage of its error rows
 * @param format what stands before the keys of its footers, such as {@code sparklavit.token}
 * @param model what computes its rows, such as {@code tokenizer}
 * @param counted what an image has some of, such as {@code tokens}; empty if nothing is counted
 */
public record PartKind(String job, String format, String model, String counted) implements Serializable {
    /** Footer key of what became of each source: JSON. */
    String statisticsKey() {
        return format + ".statistics";
    }

    boolean isCounting() {
        return !counted.isEmpty();
    }
}
