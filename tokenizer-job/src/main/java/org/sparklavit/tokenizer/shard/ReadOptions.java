package org.sparklavit.tokenizer.shard;

import java.io.Serializable;
import org.sparklavit.data.image.ImageDecoder;

/**
 * How the parts of a corpus are read.
 *
 * @param seed of the shuffle
 * @param verifyImages whether images are decoded
 * @param acceptTruncated see {@link ImageDecoder}
 * @param maxPixels see {@link ImageDecoder}
 * @param filters what is left out although it can be read
 * @param dropDuplicates what is left out because it came before
 */
public record ReadOptions(
        long seed,
        boolean verifyImages,
        boolean acceptTruncated,
        long maxPixels,
        Filters filters,
        DropDuplicates dropDuplicates)
        implements Serializable {
    SampleVerifier verifier() {
        return new SampleVerifier(new ImageDecoder(maxPixels, acceptTruncated), verifyImages, filters);
    }
}
