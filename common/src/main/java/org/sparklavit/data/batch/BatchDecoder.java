package org.sparklavit.data.batch;

import java.util.List;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.sample.Sample;

/** Turns samples into a batch of normalised pixels. */
final class BatchDecoder {
    private final ImageDecoder decoder = ImageDecoder.strict();
    private final ImagePreprocessor preprocessor;

    BatchDecoder(ImagePreprocessor preprocessor) {
        this.preprocessor = preprocessor;
    }

    /** Decodes {@code samples}; the message of a failure names the sample and the remedy. */
    ImageBatch decode(long step, List<Sample> samples) throws BadImageException {
        float[] pixels = new float[samples.size() * preprocessor.length()];
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            try {
                preprocessor.toChw(decoder.decode(sample.image()), pixels, i * preprocessor.length());
            } catch (BadImageException e) {
                throw new BadImageException(
                        e.reason(),
                        "sample " + sample.id() + " (" + sample.source() + ", " + sample.key() + "): " + e.getMessage()
                                + ". Shard the corpus with 'verify-images = true', which moves such images to the errors.");
            }
        }
        return new ImageBatch(step, pixels, List.copyOf(samples));
    }
}
