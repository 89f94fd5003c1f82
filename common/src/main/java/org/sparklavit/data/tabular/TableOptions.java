package org.sparklavit.data.tabular;

import java.io.Serializable;
import java.util.List;

/**
 * How the rows of a table become samples.
 *
 * @param imageColumns columns of the image, the preferred one first: bytes, or a struct with the field {@code bytes}
 * @param captionColumns columns of the caption, the preferred one first
 * @param keyColumn column of the name; where there is none, a name is file name / number of the row
 * @param maxImageBytes a larger image makes its sample an error
 */
public record TableOptions(List<String> imageColumns, List<String> captionColumns, String keyColumn, int maxImageBytes)
        implements Serializable {
    /** Takes copies. */
    public TableOptions {
        imageColumns = List.copyOf(imageColumns);
        captionColumns = List.copyOf(captionColumns);
    }
}
