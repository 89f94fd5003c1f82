package org.sparklavit.data.webdataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * A tar, plain or gzipped (told by its first bytes), that notices damage the library reads over: headers whose
 * checksum is wrong, and a file cut between two members.
 */
final class Tar extends TarArchiveInputStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private boolean endSeen;

    private Tar(InputStream plain) {
        super(plain, StandardCharsets.UTF_8.name());
    }

    /** Opens a tar; an {@link IOException} means that the file is damaged. */
    static Tar open(InputStream file) throws IOException {
        InputStream buffered = new BufferedInputStream(file, BUFFER_BYTES);
        buffered.mark(2);
        boolean gzipped = buffered.read() == GZIP_FIRST && buffered.read() == GZIP_SECOND;
        buffered.reset();
        return new Tar(gzipped ? new BufferedInputStream(unzipped(buffered), BUFFER_BYTES) : buffered);
    }

    /** Gzip files may be several of them, one after the other. */
    @SuppressWarnings("deprecation") // its successor would make commons-io a dependency of ours
    private static InputStream unzipped(InputStream gzipped) throws IOException {
        return new GzipCompressorInputStream(gzipped, true);
    }

    /** The next member, or null at the end. */
    TarArchiveEntry nextMember() throws IOException {
        TarArchiveEntry entry = getNextEntry();
        if (entry != null && !entry.isCheckSumOK()) {
            throw new IOException("a header's checksum is wrong");
        }
        if (entry == null && !endSeen) {
            throw new CutTarException();
        }
        return entry;
    }

    @Override
    protected boolean isEOFRecord(byte[] record) {
        boolean isEnd = super.isEOFRecord(record);
        endSeen |= isEnd && record != null;
        return isEnd;
    }

    /** All members that were there are whole, but the blocks that end a tar are not there. */
    static final class CutTarException extends IOException {
        CutTarException() {
            super("it ends without the two empty blocks that end a tar");
        }
    }
}
