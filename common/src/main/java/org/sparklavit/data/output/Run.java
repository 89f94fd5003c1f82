package org.sparklavit.data.output;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that decides, byte for byte, what a job writes.
 *
 * @param job its name
 * @param config effective configuration, HOCON
 * @param facts what the configuration only points at (the files of the input, the tokenizer), by what messages call it
 */
public record Run(String job, String config, Map<String, String> facts) implements Serializable {
    private static final String VERSION = "the software's version";

    /** Takes a copy. */
    public Run {
        facts = Map.copyOf(facts);
    }

    /** A run of this software. */
    public static Run of(String job, String config, Map<String, String> facts) {
        Map<String, String> all = new TreeMap<>(facts);
        all.put(VERSION, version());
        return new Run(job, config, all);
    }

    /** Version of this software. */
    public static String version() {
        String version = Run.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /**
     * Pieces of an input in one line: another piece, another order or another size is another line.
     *
     * @param pieces whose text says all about them
     * @param bytes of all
     */
    public static String describe(List<?> pieces, long bytes) {
        MessageDigest digest = sha256();
        pieces.forEach(piece -> digest.update((piece + "\n").getBytes(StandardCharsets.UTF_8)));
        return pieces.size() + " parts of " + bytes + " bytes with digest "
                + HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
