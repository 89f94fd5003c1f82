package org.sparklavit.data.webdataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes a WebDataset tar: {@code KEY.EXTENSION} entries, those of one key one after another. Times, owners and rights
 * are fixed, so the same entries give the same bytes.
 */
public final class WebDatasetWriter implements Closeable {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_/-]+");
    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]+");
    private static final int READABLE_BY_ALL = 0644;

    private final TarArchiveOutputStream tar;

    /** Writes to {@code out} and closes it in the end. */
    public WebDatasetWriter(OutputStream out) {
        this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    /**
     * Appends one file of a sample.
     *
     * @param key the sample; letters, digits, {@code _}, {@code -} and {@code /}, no dot: readers cut at the first
     * @param extension what the file is: {@code jpg}, {@code txt}, {@code json}
     */
    public void add(String key, String extension, byte[] content) throws IOException {
        if (!KEY.matcher(key).matches() || !EXTENSION.matcher(extension).matches()) {
            throw new IllegalArgumentException("'" + key + "." + extension
                    + "' is no WebDataset entry: a key has letters, digits, '_', '-' and '/', an extension small letters"
                    + " and digits");
        }
        TarArchiveEntry entry = new TarArchiveEntry(key + "." + extension);
        entry.setSize(content.length);
        entry.setMode(READABLE_BY_ALL);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** Appends one file of a sample as UTF-8 text. */
    public void add(String key, String extension, String content) throws IOException {
        add(key, extension, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the end mark and whatever is buffered, and leaves the stream open. */
    public void finish() throws IOException {
        tar.finish();
        tar.flush();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
