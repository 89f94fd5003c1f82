package org.sparklavit.data.batch;

import java.util.List;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.sample.Sample;

/** Turns samples into a batch of normalised pixels, in one view for each preprocessor. */
final class BatchDecoder {
    private final ImageDecoder decoder = ImageDecoder.strict();
    private final List<ImagePreprocessor> preprocessors;

    BatchDecoder(List<ImagePreprocessor> preprocessors) {
        this.preprocessors = List.copyOf(preprocessors);
    }

    /** Decodes {@code samples}; the message of a failure names the sample and the remedy. */
    ImageBatch decode(long step, List<Sample> samples) throws BadImageException {
        List<float[]> views = preprocessors.stream()
                .map(preprocessor -> new float[samples.size() * preprocessor.length()])
                .toList();
        for (int i = 0; i < samples.size(); i++) {
            RgbImage image = decode(samples.get(i));
            for (int view = 0; view < views.size(); view++) {
                ImagePreprocessor preprocessor = preprocessors.get(view);
                preprocessor.toChw(image, views.get(view), i * preprocessor.length());
            }
        }
        return new ImageBatch(step, views, List.copyOf(samples));
    }

    private RgbImage decode(Sample sample) throws BadImageException {
        try {
            return decoder.decode(sample.image());
        } catch (BadImageException e) {
            throw new BadImageException(
                    e.reason(),
                    "sample " + sample.id() + " (" + sample.source() + ", " + sample.key() + "): " + e.getMessage()
                            + ". Shard the corpus with 'verify-images = true', which moves such images to the errors.");
        }
    }
}
