package org.sparklavit.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists the keys of a configuration with meaning, kind, unit, range and default. */
final class Help {
    private static final int MEANING_INDENT = 6;
    /** Columns of a line. */
    static final int WIDTH = 100;

    private final StringBuilder text = new StringBuilder();

    private Help() {}

    static String of(Class<?> config) {
        Help help = new Help();
        help.keys(config, "");
        return help.text.toString();
    }

    private void keys(Class<?> record, String path) {
        for (Key key : Key.of(record)) {
            String full = Names.join(path, key.name());
            Type element = element(key.type());
            String suffix = isList(key.type()) ? "[]" : "";
            text.append("  ")
                    .append(full)
                    .append(suffix)
                    .append("  ")
                    .append(facts(key))
                    .append('\n');
            wrap(key.setting().help());
            nested((Class<?>) element, full + suffix);
        }
    }

    private void nested(Class<?> type, String path) {
        if (type.isRecord()) {
            keys(type, path);
        } else if (Variants.isVariant(type)) {
            for (Map.Entry<String, Class<?>> variant : Variants.of(type).entrySet()) {
                text.append("  ")
                        .append(path)
                        .append(".type = ")
                        .append(variant.getKey())
                        .append('\n');
                keys(variant.getValue(), path);
            }
        }
    }

    private static String facts(Key key) {
        List<String> facts = new ArrayList<>();
        facts.add(kind(key.type()));
        if (!key.setting().unit().isEmpty()) {
            facts.add("in " + key.setting().unit());
        }
        if (!key.setting().range().isEmpty()) {
            facts.add(key.setting().range());
        }
        facts.add(need(key));
        return "(" + String.join("; ", facts) + ")";
    }

    private static String kind(Type type) {
        Class<?> element = (Class<?>) element(type);
        String kind = element.isRecord() || Variants.isVariant(element) ? "block" : Scalars.describe(element);
        return isList(type) ? "list of " + kind : kind;
    }

    private static String need(Key key) {
        if (key.hasDefault()) {
            return "default " + key.shown(key.setting().defaultsTo());
        }
        if (key.type() instanceof Class<?> type && type.isRecord()) {
            return Key.of(type).stream().anyMatch(Help::isRequired) ? "required" : "optional";
        }
        return isRequired(key) ? "required" : "optional";
    }

    private static boolean isRequired(Key key) {
        boolean isAbsentAllowed = key.type() instanceof ParameterizedType && !isList(key.type());
        if (key.hasDefault() || isAbsentAllowed) {
            return false;
        }
        return !(key.type() instanceof Class<?> type && type.isRecord())
                || Key.of(type).stream().anyMatch(Help::isRequired);
    }

    private static Type element(Type type) {
        return type instanceof ParameterizedType generic ? element(generic.getActualTypeArguments()[0]) : type;
    }

    private static boolean isList(Type type) {
        return type instanceof ParameterizedType generic
                && (generic.getRawType() == List.class || isList(generic.getActualTypeArguments()[0]));
    }

    private void wrap(String meaning) {
        int column = WIDTH;
        for (String word : List.of(meaning.split(" "))) {
            if (column + 1 + word.length() > WIDTH) {
                text.append(column == WIDTH && text.charAt(text.length() - 1) == '\n' ? "" : "\n")
                        .append(" ".repeat(MEANING_INDENT));
                column = MEANING_INDENT;
            } else {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
