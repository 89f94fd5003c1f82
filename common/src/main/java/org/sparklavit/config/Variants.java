package org.sparklavit.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The records a sealed interface stands for, by the name that {@code type = name} gives them. */
final class Variants {
    /** The key that chooses. */
    static final String TYPE = "type";

    private Variants() {}

    static boolean isVariant(Class<?> type) {
        return type.isInterface() && type.isSealed();
    }

    static Map<String, Class<?>> of(Class<?> sealed) {
        Map<String, Class<?>> byName = new LinkedHashMap<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (isVariant(permitted)) {
                byName.putAll(of(permitted));
            } else {
                byName.put(nameOf(permitted), permitted);
            }
        }
        return byName;
    }

    static String nameOf(Class<?> record) {
        return Names.kebab(record.getSimpleName());
    }
}
