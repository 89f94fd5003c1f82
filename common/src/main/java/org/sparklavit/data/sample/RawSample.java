package org.sparklavit.data.sample;

import java.util.Objects;

/**
 * A sample as a corpus has it; whether its image can be decoded is not known yet.
 *
 * @param source name of the corpus
 * @param key its name inside that corpus
 * @param image the image file
 * @param caption the text, trimmed and not empty
 * @param metadataJson a JSON object with whatever else the corpus tells about the sample
 */
@SuppressWarnings("ArrayRecordComponent") // samples are moved and read, never compared
public record RawSample(String source, String key, byte[] image, String caption, String metadataJson)
        implements CorpusRecord {
    /** Checks that nothing is null. */
    public RawSample {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(caption, "caption");
        Objects.requireNonNull(metadataJson, "metadataJson");
    }

    /** The sample under its id, once the size of its image is known. */
    public Sample identified(int width, int height) {
        return new Sample(SampleId.of(source, key), source, key, image, caption, width, height, metadataJson);
    }
}
