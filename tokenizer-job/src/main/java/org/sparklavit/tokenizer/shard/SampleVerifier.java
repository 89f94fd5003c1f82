package org.sparklavit.tokenizer.shard;

import java.util.Optional;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;
import org.sparklavit.data.sample.Sample;

/**
 * Decides whether a record of a corpus goes into a shard.
 *
 * @param decoder reads the images
 * @param decodes whether they are read at all
 * @param filters what is left out although it can be read
 */
record SampleVerifier(ImageDecoder decoder, boolean decodes, Filters filters) {
    /** The stage named in the errors. */
    static final String STAGE = "decode";

    ShardRow verify(CorpusRecord found) {
        if (found instanceof ErrorRow error) {
            return new ShardRow.Bad(error);
        }
        RawSample sample = (RawSample) found;
        Optional<ErrorRow> leftOut = filters.check(sample);
        if (leftOut.isPresent()) {
            return new ShardRow.Bad(leftOut.get());
        }
        return decodes ? decoded(sample) : new ShardRow.Good(sample.identified(0, 0));
    }

    private ShardRow decoded(RawSample sample) {
        try {
            RgbImage image = decoder.decode(sample.image());
            Sample identified = sample.identified(image.width(), image.height());
            Optional<ErrorRow> leftOut = filters.check(identified);
            return leftOut.isPresent() ? new ShardRow.Bad(leftOut.get()) : new ShardRow.Good(identified);
        } catch (BadImageException e) {
            return new ShardRow.Bad(
                    ErrorRow.of(sample.source(), sample.key(), STAGE, e.reason().name(), e.getMessage()));
        }
    }
}
