package org.sparklavit.tokenizer.inspect;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What lint found: how often, and the first few of each kind. */
final class Findings {
    private static final int SHOWN = 5;

    private final Map<Finding.Kind, List<Finding>> first = new EnumMap<>(Finding.Kind.class);
    private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);
    private final Set<String> places = new HashSet<>();

    void add(Finding.Kind kind, String where, String detail) {
        counts.merge(kind, 1L, Long::sum);
        if (kind.isOfFile()) {
            places.add(kind + " " + where);
        }
        List<Finding> shown = first.computeIfAbsent(kind, unused -> new ArrayList<>());
        if (shown.size() < SHOWN) {
            shown.add(new Finding(kind, where, detail));
        }
    }

    /** Whether a file was found to be so. */
    boolean isAbout(Finding.Kind kindOfFile, String name) {
        return places.contains(kindOfFile + " " + name);
    }

    /** How many of each kind. */
    Map<Finding.Kind, Long> counts() {
        return counts;
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** For the console. */
    String text() {
        StringBuilder text = new StringBuilder();
        counts.forEach((kind, count) -> {
            text.append("  ").append(kind).append(' ').append(count).append('\n');
            for (Finding finding : first.get(kind)) {
                text.append("    ")
                        .append(finding.where())
                        .append(": ")
                        .append(finding.detail())
                        .append('\n');
            }
            if (count > SHOWN) {
                text.append("    and ").append(count - SHOWN).append(" more\n");
            }
        });
        return text.toString();
    }
}
