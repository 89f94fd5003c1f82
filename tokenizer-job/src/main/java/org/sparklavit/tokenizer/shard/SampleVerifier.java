package org.sparklavit.tokenizer.shard;

import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;

/**
 * Decides whether a record of a corpus goes into a shard.
 *
 * @param decoder reads the images
 * @param decodes whether they are read at all
 */
record SampleVerifier(ImageDecoder decoder, boolean decodes) {
    /** The stage named in the errors. */
    static final String STAGE = "decode";

    ShardRow verify(CorpusRecord found) {
        if (found instanceof ErrorRow error) {
            return new ShardRow.Bad(error);
        }
        RawSample sample = (RawSample) found;
        if (!decodes) {
            return new ShardRow.Good(sample.identified(0, 0));
        }
        try {
            RgbImage image = decoder.decode(sample.image());
            return new ShardRow.Good(sample.identified(image.width(), image.height()));
        } catch (BadImageException e) {
            return new ShardRow.Bad(
                    ErrorRow.of(sample.source(), sample.key(), STAGE, e.reason().name(), e.getMessage()));
        }
    }
}
