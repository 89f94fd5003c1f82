package org.sparklavit.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive (what {@code torch.jit.save} makes) from the text of its methods, so that neither the
 * build nor the user needs Python.
 *
 * <p>The archive is a zip of stored entries: the code, and two constant pickles that say "one object of this class
 * without attributes" and "no constants". libtorch reads them; nothing here unpickles.
 */
final class TorchScriptArchive {
    private static final String CLASS_NAME = "Ops";
    private static final String ROOT = "ops/";
    /** PyTorch's file format version; 10 is what torch 1.10 and later write. */
    private static final String FORMAT_VERSION = "10\n";
    /** 1980-01-01, the earliest time that zip can hold: the same text gives the same bytes. */
    private static final long EPOCH_MILLIS = 315_619_200_000L;

    private TorchScriptArchive() {}

    /**
     * Writes the archive.
     *
     * @param methods {@code def name(self, ...)} blocks, indented by two spaces; lines that start with # are dropped
     */
    static void write(OutputStream out, String methods) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "data.pkl", objectPickle());
            put(zip, "code/__torch__.py", ascii(classSource(methods)));
            put(zip, "constants.pkl", bytes(0x80, 2, ')', '.'));
            put(zip, "version", ascii(FORMAT_VERSION));
        }
    }

    private static String classSource(String methods) {
        StringBuilder code = new StringBuilder("class " + CLASS_NAME + "(Module):\n")
                .append("  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
        methods.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(line -> code.append(line)
                .append('\n'));
        return code.toString();
    }

    /** Pickle protocol 2: {@code __torch__.Ops.__new__()} with the state {@code {'training': False}}. */
    private static byte[] objectPickle() throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(bytes(0x80, 2));
        pickle.write(ascii("c__torch__\n" + CLASS_NAME + "\n"));
        pickle.write(bytes(')', 0x81, '}', '(', 'X', "training".length(), 0, 0, 0));
        pickle.write(ascii("training"));
        pickle.write(bytes(0x89, 'u', 'b', '.'));
        return pickle.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(EPOCH_MILLIS);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
