package org.sparklavit.data.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Makes the same rows the same bytes in every process. Parquet's writer lists the encodings of a column in the order of
 * a hash set of enums, which is another one in another JVM; this stream holds the end of the file back and sorts those
 * lists in the footer.
 */
final class StableFooterStream extends PositionOutputStream {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int AFTER_FOOTER = Integer.BYTES + MAGIC.length;

    private final OutputStream file;
    private final int heldBytes;
    private final Tail tail = new Tail();
    private long position;
    private boolean closed;

    /** Up to 16 MiB are held back; a larger footer, of some ten thousand row groups, stays as it is. */
    StableFooterStream(OutputStream file) {
        this(file, 16 << 20);
    }

    StableFooterStream(OutputStream file, int heldBytes) {
        this.file = file;
        this.heldBytes = heldBytes;
    }

    private static final class Tail extends ByteArrayOutputStream {
        /** Passes all but the last bytes on. */
        void keepLast(int kept, OutputStream to) throws IOException {
            to.write(buf, 0, count - kept);
            System.arraycopy(buf, count - kept, buf, 0, kept);
            count = kept;
        }
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        position += count;
        tail.write(bytes, from, count);
        if (tail.size() > 2L * heldBytes) {
            tail.keepLast(heldBytes, file);
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            file.write(stable(tail.toByteArray()));
            file.close();
        }
    }

    /** The end of a file with its footer's lists sorted; as it was if it is no whole footer. */
    private static byte[] stable(byte[] end) throws IOException {
        int afterFooter = end.length - AFTER_FOOTER;
        if (afterFooter < 0 || !Arrays.equals(end, end.length - MAGIC.length, end.length, MAGIC, 0, MAGIC.length)) {
            return end;
        }
        int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(afterFooter);
        if (length < 0 || length > afterFooter) {
            return end;
        }
        ByteArrayOutputStream sorted = new ByteArrayOutputStream(length);
        Util.writeFileMetaData(sorted(end, afterFooter - length, length), sorted);
        ByteBuffer out = ByteBuffer.allocate(afterFooter - length + sorted.size() + AFTER_FOOTER)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(end, 0, afterFooter - length).put(sorted.toByteArray()).putInt(sorted.size());
        return out.put(MAGIC).array();
    }

    private static FileMetaData sorted(byte[] end, int at, int length) throws IOException {
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(end, at, length));
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk column : group.getColumns()) {
                column.getMeta_data().getEncodings().sort(Comparator.naturalOrder());
            }
        }
        return footer;
    }
}
