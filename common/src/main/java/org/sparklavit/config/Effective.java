package org.sparklavit.config;

import com.typesafe.config.ConfigUtil;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a configuration record as HOCON: every key, in the order of its components, secrets hidden. */
final class Effective {
    static final String HIDDEN = "***";
    private static final String INDENT = "  ";

    private Effective() {}

    static String render(Record config) {
        return keys(config, "");
    }

    private static String keys(Record config, String indent) {
        StringBuilder text = new StringBuilder();
        for (Key key : Key.of(config.getClass())) {
            Object value = key.valueIn(config);
            boolean hide = key.setting().secret() && !value.equals(Optional.empty());
            String shown = hide ? ConfigUtil.quoteString(HIDDEN) : value(value, key.type(), indent);
            text.append(indent).append(key.name()).append(" = ").append(shown).append('\n');
        }
        return text.toString();
    }

    private static String value(Object value, Type declared, String indent) {
        if (declared instanceof ParameterizedType generic) {
            return container(value, generic.getActualTypeArguments()[0], indent);
        }
        if (value instanceof Record config) {
            return block(config, Variants.isVariant((Class<?>) declared), indent);
        }
        if (value instanceof Enum<?> constant) {
            return Names.kebab(constant);
        }
        return value instanceof String text ? ConfigUtil.quoteString(text) : String.valueOf(value);
    }

    private static String container(Object value, Type element, String indent) {
        if (value instanceof Optional<?> optional) {
            return optional.map(present -> value(present, element, indent)).orElse("null");
        }
        return ((List<?>) value)
                .stream().map(each -> value(each, element, indent)).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String block(Record config, boolean isVariant, String indent) {
        String inner = indent + INDENT;
        String type = isVariant ? inner + Variants.TYPE + " = " + Variants.nameOf(config.getClass()) + "\n" : "";
        return "{\n" + type + keys(config, inner) + indent + "}";
    }
}
