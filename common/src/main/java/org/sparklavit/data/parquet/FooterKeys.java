package org.sparklavit.data.parquet;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The keys of a file's footer that belong to one format.
 *
 * @param uri the file, for messages
 * @param prefix what stands before the format's keys
 * @param footer all keys of the file
 */
public record FooterKeys(String uri, String prefix, Map<String, String> footer) {
    /**
     * Whether the file is of the format, and not too new.
     *
     * @param newest version that can be read
     * @param nothing what the file is if it is not of the format, such as {@code no token file}
     * @param job that writes such files
     * @throws FooterException if not
     */
    public void checkVersion(int newest, String nothing, String job) throws FooterException {
        String key = prefix + "format-version";
        if (!footer.containsKey(key)) {
            throw new FooterException(uri + " is " + nothing + ": its footer has no '" + key
                    + "'. Give a folder that the " + job + " job has written");
        }
        if (integer("format-version") > newest) {
            throw new FooterException(uri + " has format version " + text("format-version")
                    + " but this software reads up to " + newest + ": update it");
        }
    }

    /** A value. */
    public String text(String key) throws FooterException {
        String value = footer.get(prefix + key);
        if (value == null) {
            throw new FooterException(uri + ": the footer has no '" + prefix + key + "'");
        }
        return value;
    }

    /** A value that is an integer. */
    public int integer(String key) throws FooterException {
        try {
            return Integer.parseInt(text(key));
        } catch (NumberFormatException e) {
            throw new FooterException(
                    uri + ": '" + prefix + key + "' is '" + text(key) + "' but must be an integer", e);
        }
    }

    /** A value that names one of {@code constants}, in small letters and with hyphens. */
    public <E extends Enum<E>> E constant(String key, E[] constants) throws FooterException {
        String name = text(key).toUpperCase(Locale.ROOT).replace('-', '_');
        return Stream.of(constants)
                .filter(constant -> constant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FooterException(uri + ": '" + prefix + key + "' is '" + footer.get(prefix + key)
                        + "', which this software does not know: update it"));
    }
}
