package org.sparklavit.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Single values: what a text means for a type, and how the types are called in messages. */
final class Scalars {
    private Scalars() {}

    /** The value as {@code type}, or nothing where it is not one. Numbers may be quoted: ${ENV} brings text. */
    static Optional<Object> convert(ConfigValue value, Class<?> type) {
        if (value.valueType() == ConfigValueType.OBJECT
                || value.valueType() == ConfigValueType.LIST
                || value.valueType() == ConfigValueType.NULL) {
            return Optional.empty();
        }
        String text = value.valueType() == ConfigValueType.STRING ? (String) value.unwrapped() : value.render();
        if (type == String.class) {
            return Optional.of(text);
        }
        if (type == boolean.class || type == Boolean.class) {
            return text.equals("true") || text.equals("false") ? Optional.of(text.equals("true")) : Optional.empty();
        }
        return type.isEnum() ? constant(text, type) : number(text, type);
    }

    private static Optional<Object> constant(String text, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> Names.kebab((Enum<?>) constant).equals(text))
                .findFirst()
                .map(Object.class::cast);
    }

    private static Optional<Object> number(String text, Class<?> type) {
        try {
            BigDecimal number = new BigDecimal(text);
            if (type == int.class || type == Integer.class) {
                return Optional.of(number.intValueExact());
            }
            if (type == long.class || type == Long.class) {
                return Optional.of(number.longValueExact());
            }
            if (type == double.class || type == Double.class) {
                return Optional.of(number.doubleValue());
            }
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
        throw new IllegalStateException("a configuration cannot hold a " + type.getName());
    }

    /** The type as {@code --help} and messages call it. */
    static String describe(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + String.join(", ", constants(type));
        }
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type == double.class || type == Double.class ? "a number" : "a whole number";
    }

    static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> Names.kebab((Enum<?>) constant))
                .toList();
    }
}
