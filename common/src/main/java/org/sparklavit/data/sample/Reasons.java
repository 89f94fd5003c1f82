package org.sparklavit.data.sample;

/** Why a sample, or a piece of a corpus, could not be used: the values of {@link ErrorRow#reason}. */
public final class Reasons {
    /** The stage in which a corpus is read. */
    public static final String READ = "read";

    /** The sample has no text, or blank text. */
    public static final String MISSING_CAPTION = "MISSING_CAPTION";
    /** The sample has no image file. */
    public static final String MISSING_IMAGE = "MISSING_IMAGE";
    /** The text is not UTF-8. */
    public static final String BAD_CAPTION = "BAD_CAPTION";
    /** The metadata is no JSON object. */
    public static final String BAD_METADATA = "BAD_METADATA";
    /** A line of a captions file cannot be understood. */
    public static final String BAD_CAPTIONS_LINE = "BAD_CAPTIONS_LINE";
    /** A file of the sample is larger than the configuration allows. */
    public static final String TOO_MANY_BYTES = "TOO_MANY_BYTES";
    /** A tar file is damaged; what follows the damage is lost. */
    public static final String BROKEN_TAR = "BROKEN_TAR";
    /** A Parquet file is damaged; what follows the damage is lost. */
    public static final String BROKEN_PARQUET = "BROKEN_PARQUET";
    /** Another sample has the same source and key. */
    public static final String DUPLICATE_ID = "DUPLICATE_ID";
    /** Another sample has the same content. */
    public static final String DUPLICATE_CONTENT = "DUPLICATE_CONTENT";

    private Reasons() {}
}
