package org.sparklavit.measure;

import java.util.List;

/**
 * What was written about an image, and what people wrote about it.
 *
 * @param references one at least
 */
public record Captioned(String candidate, List<String> references) {
    /** Takes a copy. */
    public Captioned {
        references = List.copyOf(references);
        if (references.isEmpty()) {
            throw new IllegalArgumentException("there is no reference for the caption '" + candidate + "'");
        }
    }
}
