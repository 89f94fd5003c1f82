package org.sparklavit.data.parquet;

import java.util.Map;

/**
 * How a Parquet file is laid out; the defaults suit rows of text and integers.
 *
 * @param rowGroupBytes a row group is closed once it holds so many bytes: what a reader keeps in memory
 * @param maxRowsPerGroup and at the latest after so many rows: the step in which a reader can skip
 * @param footer keys and values for the file's footer
 */
public record WriteOptions(long rowGroupBytes, int maxRowsPerGroup, Map<String, String> footer) {
    /** Checks the ranges. */
    public WriteOptions {
        if (rowGroupBytes < 1 || maxRowsPerGroup < 1) {
            throw new IllegalArgumentException(
                    "rowGroupBytes " + rowGroupBytes + " and maxRowsPerGroup " + maxRowsPerGroup + " must be above 0");
        }
        footer = Map.copyOf(footer);
    }

    /** Row groups of 64 MiB or a million rows. */
    public static WriteOptions defaults() {
        return new WriteOptions(64L << 20, 1_000_000, Map.of());
    }

    /** The same layout with these keys and values in the footer. */
    public WriteOptions withFooter(Map<String, String> keys) {
        return new WriteOptions(rowGroupBytes, maxRowsPerGroup, keys);
    }

    /** The same with other row groups. */
    public WriteOptions withRowGroups(long bytes, int maxRows) {
        return new WriteOptions(bytes, maxRows, footer);
    }
}
