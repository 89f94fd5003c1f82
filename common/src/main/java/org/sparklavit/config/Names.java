package org.sparklavit.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Names in kebab case, and the one that was probably meant. */
final class Names {
    private Names() {}

    /** {@code learningRate} to {@code learning-rate}, {@code CosineDecay} to {@code cosine-decay}. */
    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** A sentence to append, or nothing where no known name is near. */
    static String didYouMean(String name, Collection<String> known) {
        return closest(name, known)
                .map(near -> ". Did you mean '" + near + "'?")
                .orElse("");
    }

    private static Optional<String> closest(String name, Collection<String> known) {
        int tolerance = Math.min(name.length() - 1, Math.max(2, name.length() / 3));
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= tolerance)
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The number of insertions, deletions and substitutions between two words (Levenshtein). */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substituted, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
