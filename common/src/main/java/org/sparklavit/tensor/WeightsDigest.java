package org.sparklavit.tensor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** A SHA-256 digest of settings, and of the names, shapes and float32 values of weights. */
public final class WeightsDigest {
    private final MessageDigest digest;

    private WeightsDigest(MessageDigest digest) {
        this.digest = digest;
    }

    /** Of nothing yet. */
    public static WeightsDigest create() {
        try {
            return new WeightsDigest(MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a text. */
    public WeightsDigest add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return this;
    }

    /** Adds bound parameters, in the order of their names, each behind the name {@code part}. */
    public WeightsDigest add(String part, List<Parameter> parameters) {
        parameters.stream().sorted(Comparator.comparing(Parameter::name)).forEach(parameter -> {
            add(part + " " + parameter);
            HostMemory.look(parameter.value(), digest::update);
        });
        return this;
    }

    /** 64 hexadecimal digits; nothing may be added afterwards. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
