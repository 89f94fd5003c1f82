package org.sparklavit.data.webdataset;

import java.io.Serializable;
import java.util.List;

/**
 * How the members of a tar become samples.
 *
 * @param imageExtensions extensions of the image, in lower case, the preferred one first
 * @param captionExtensions extensions of the caption, the preferred one first
 * @param captionField field of {@code key.json} that holds the caption where there is no caption file
 * @param maxMemberBytes a larger member makes its sample an error, unread
 * @param keysNameTheTar true to put the tar's name before each key, for corpora that count anew in each tar
 */
public record TarOptions(
        List<String> imageExtensions,
        List<String> captionExtensions,
        String captionField,
        int maxMemberBytes,
        boolean keysNameTheTar)
        implements Serializable {
    /** Extension of the metadata. */
    static final String JSON = "json";

    /** Takes copies. */
    public TarOptions {
        imageExtensions = List.copyOf(imageExtensions);
        captionExtensions = List.copyOf(captionExtensions);
        if (maxMemberBytes < 1) {
            throw new IllegalArgumentException("maxMemberBytes is " + maxMemberBytes + " but must be above 0");
        }
    }

    /** What WebDataset corpora usually look like; members up to 64 MiB. */
    public static TarOptions defaults() {
        return new TarOptions(
                List.of("jpg", "jpeg", "png", "webp", "gif", "bmp"),
                List.of("txt", "caption"),
                "caption",
                64 << 20,
                false);
    }

    boolean wants(String extension) {
        return imageExtensions.contains(extension) || captionExtensions.contains(extension) || extension.equals(JSON);
    }
}
