package org.sparklavit.data.sample;

import java.io.Serializable;

/** What a corpus gives, one after the other: a sample as it was found, or why there is none. */
public sealed interface CorpusRecord extends Serializable permits RawSample, ErrorRow {
    /** Name of the corpus. */
    String source();

    /** Name of the sample, or of the piece of the corpus, inside it. */
    String key();
}
