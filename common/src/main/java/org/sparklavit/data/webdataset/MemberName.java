package org.sparklavit.data.webdataset;

import java.util.Locale;
import java.util.Optional;

/**
 * A member's path, cut as WebDataset does: the key is everything before the first dot of the last part, the
 * extension everything after it, so {@code train/0001.seg.png} is {@code seg.png} of {@code train/0001}.
 *
 * @param key path without the extension
 * @param extension in lower case, without the first dot
 */
record MemberName(String key, String extension) {
    /** Nothing for a name without an extension and for hidden files, such as those macOS adds. */
    static Optional<MemberName> of(String path) {
        String clean = path.startsWith("./") ? path.substring(2) : path;
        int name = clean.lastIndexOf('/') + 1;
        int dot = clean.indexOf('.', name);
        if (dot <= name || dot == clean.length() - 1) {
            return Optional.empty();
        }
        return Optional.of(
                new MemberName(clean.substring(0, dot), clean.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }
}
