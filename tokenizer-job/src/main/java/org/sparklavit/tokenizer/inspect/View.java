package org.sparklavit.tokenizer.inspect;

/** What of a dump to show. */
public enum View {
    /** Summary, rows and sample, and with an output folder their figures and pictures. */
    ALL,
    /** Metadata, tokens per image, code usage and errors. */
    SUMMARY,
    /** The first rows. */
    ROWS,
    /** One image with its kept patches. */
    SAMPLE,
    /** What codes look like: patches that stand for them. */
    CODES,
    /** What should not be so. */
    LINT,
    /** One HTML page. */
    REPORT;

    /** Whether a part of the console text belongs to this view. */
    boolean includes(View part) {
        return this == part || this == ALL;
    }
}
