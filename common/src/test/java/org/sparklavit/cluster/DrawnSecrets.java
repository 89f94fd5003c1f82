package org.sparklavit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Writes down every key of 32 bytes that this JVM draws at random from now on, a job's secrets among them, so that a
 * test can look for them where they must not be.
 */
public final class DrawnSecrets extends SecureRandomSpi {

    private static final int KEY_BYTES = 32;
    private static SecureRandom source;
    private static Path file;

    /** Public for the security framework, which calls it by reflection. */
    public DrawnSecrets() {}

    /** Begins to record in {@code file}. */
    static void recordIn(Path file) throws NoSuchAlgorithmException {
        DrawnSecrets.file = file;
        source = SecureRandom.getInstance("NativePRNGNonBlocking");
        Provider provider = new Provider("recording", "1", "records what is drawn") {};
        provider.put("SecureRandom.recording", DrawnSecrets.class.getName());
        Security.insertProviderAt(provider, 1);
    }

    /** The recorded keys, each in the forms in which it could be printed. */
    static List<List<String>> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(DrawnSecrets::forms).toList();
    }

    private static List<String> forms(String hex) {
        byte[] key = HexFormat.of().parseHex(hex);
        String decimals = Arrays.toString(key);
        return List.of(
                hex,
                hex.toUpperCase(Locale.ROOT),
                Base64.getEncoder().withoutPadding().encodeToString(key),
                Base64.getUrlEncoder().withoutPadding().encodeToString(key),
                decimals.substring(1, decimals.length() - 1),
                new String(key, StandardCharsets.ISO_8859_1));
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
        source.nextBytes(bytes);
        if (bytes.length == KEY_BYTES) {
            try {
                Files.writeString(
                        file,
                        HexFormat.of().formatHex(bytes) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
        source.setSeed(seed);
    }

    @Override
    protected byte[] engineGenerateSeed(int numBytes) {
        return source.generateSeed(numBytes);
    }
}
