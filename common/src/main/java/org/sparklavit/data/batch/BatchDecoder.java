package org.sparklavit.data.batch;

import java.io.Closeable;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.sample.Sample;

/** Turns samples into a batch of normalised pixels, in one view for each preprocessor. */
final class BatchDecoder implements Closeable {
    private final ImageDecoder decoder = ImageDecoder.strict();
    private final List<ImagePreprocessor> preprocessors;
    private final DecodingThreads threads;

    BatchDecoder(ImageViews views) {
        this.preprocessors = views.preprocessors();
        this.threads = new DecodingThreads(views.threads());
    }

    /** Decodes {@code samples}; the message of the first failure names the sample and the remedy. */
    ImageBatch decode(long step, List<Sample> samples) throws BadImageException, InterruptedException {
        List<float[]> views = preprocessors.stream()
                .map(preprocessor -> new float[samples.size() * preprocessor.length()])
                .toList();
        SortedMap<Integer, BadImageException> failures = new ConcurrentSkipListMap<>();
        threads.run(samples.size(), i -> {
            try {
                RgbImage image = decode(samples.get(i));
                for (int view = 0; view < views.size(); view++) {
                    ImagePreprocessor preprocessor = preprocessors.get(view);
                    preprocessor.toChw(image, views.get(view), i * preprocessor.length());
                }
            } catch (BadImageException e) {
                failures.put(i, e);
            }
        });
        if (!failures.isEmpty()) {
            throw failures.get(failures.firstKey());
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

    @Override
    public void close() {
        threads.close();
    }
}
