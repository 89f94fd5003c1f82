package org.sparklavit.train;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Builds the bytes of a TensorBoard event file of scalars: TFRecords (length, masked CRC32C, payload, masked CRC32C)
 * of {@code tensorflow.Event} messages, whose few fields are encoded here.
 */
final class TensorBoardFile {
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SCALAR = 2;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    TensorBoardFile(double wallTimeSeconds) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        putDouble(event, WALL_TIME, wallTimeSeconds);
        putBytes(event, FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.US_ASCII));
        record(event.toByteArray());
    }

    /** Appends one event with all {@code scalars} of a step. */
    void add(long step, double wallTimeSeconds, Map<String, Double> scalars) {
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        scalars.forEach((tag, value) -> {
            ByteArrayOutputStream entry = new ByteArrayOutputStream();
            putBytes(entry, VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8));
            putTag(entry, VALUE_SCALAR, FIXED32);
            write(entry, little(Float.BYTES).putFloat(value.floatValue()));
            putBytes(summary, SUMMARY_VALUE, entry.toByteArray());
        });
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        putDouble(event, WALL_TIME, wallTimeSeconds);
        putTag(event, STEP, VARINT);
        putVarint(event, step);
        putBytes(event, SUMMARY, summary.toByteArray());
        record(event.toByteArray());
    }

    byte[] bytes() {
        return file.toByteArray();
    }

    private void record(byte[] payload) {
        byte[] length = little(Long.BYTES).putLong(payload.length).array();
        file.writeBytes(length);
        write(file, little(Integer.BYTES).putInt(maskedCrc(length)));
        file.writeBytes(payload);
        write(file, little(Integer.BYTES).putInt(maskedCrc(payload)));
    }

    private static int maskedCrc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int value = (int) crc.getValue();
        return Integer.rotateRight(value, 15) + 0xa282ead8;
    }

    private static void putDouble(ByteArrayOutputStream out, int field, double value) {
        putTag(out, field, FIXED64);
        write(out, little(Double.BYTES).putDouble(value));
    }

    private static void putBytes(ByteArrayOutputStream out, int field, byte[] value) {
        putTag(out, field, BYTES);
        putVarint(out, value.length);
        out.writeBytes(value);
    }

    private static void putTag(ByteArrayOutputStream out, int field, int wireType) {
        putVarint(out, ((long) field << 3) | wireType);
    }

    private static void putVarint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void write(ByteArrayOutputStream out, ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        out.writeBytes(bytes);
    }
}
