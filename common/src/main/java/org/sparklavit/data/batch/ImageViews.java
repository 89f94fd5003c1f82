package org.sparklavit.data.batch;

import java.util.List;
import org.sparklavit.data.image.ImagePreprocessor;

/**
 * What becomes of each image of a batch.
 *
 * @param preprocessors one for each view of the image
 * @param threads that decode at the same time
 */
public record ImageViews(List<ImagePreprocessor> preprocessors, int threads) {
    public ImageViews {
        preprocessors = List.copyOf(preprocessors);
    }
}
