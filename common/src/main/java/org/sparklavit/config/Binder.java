package org.sparklavit.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills records from a HOCON tree and collects what is wrong instead of stopping at the first. A method that
 * returns null has recorded a problem.
 */
final class Binder {
    private static final Pattern LEADING_KEY = Pattern.compile("^'([a-z0-9.-]+)'");

    private final List<Problem> problems = new ArrayList<>();

    /** The record that {@code root} describes. */
    static <T> T bind(Class<T> type, ConfigObject root) {
        Binder binder = new Binder();
        Object value = binder.record(type, "", root, false);
        if (!binder.problems.isEmpty()) {
            throw new ConfigException(binder.problems);
        }
        return type.cast(value);
    }

    private Object record(Class<?> type, String path, ConfigObject block, boolean isVariant) {
        List<Key> keys = Key.of(type);
        reportUnknown(keys, path, block, isVariant);
        List<Object> values = new ArrayList<>();
        for (Key key : keys) {
            values.add(key(key, Names.join(path, key.name()), block));
        }
        return values.stream().anyMatch(Objects::isNull) ? null : construct(type, path, block, values);
    }

    private void reportUnknown(List<Key> keys, String path, ConfigObject block, boolean isVariant) {
        List<String> known = keys.stream().map(Key::name).toList();
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            String name = entry.getKey();
            if (!known.contains(name) && !(isVariant && name.equals(Variants.TYPE))) {
                String hint = Names.didYouMean(name, known);
                String rule = hint.isEmpty() && !known.isEmpty() ? "; known here: " + String.join(", ", known) : hint;
                report(entry.getValue().origin(), "unknown key '" + Names.join(path, name) + "'" + rule);
            }
        }
    }

    private Object key(Key key, String path, ConfigObject block) {
        ConfigValue written = block.get(key.name());
        boolean isRecord = key.type() instanceof Class<?> type && type.isRecord();
        if (written != null) {
            return value(
                    key,
                    key.type(),
                    path,
                    isRecord && key.hasDefault() ? written.withFallback(key.defaultValue()) : written);
        }
        if (key.hasDefault()) {
            return value(key, key.type(), path, key.defaultValue());
        }
        if (isRecord) {
            return value(key, key.type(), path, ConfigFactory.empty().root().withOrigin(block.origin()));
        }
        if (isOptional(key.type())) {
            return Optional.empty();
        }
        report(block.origin(), "missing key '" + path + "': " + key.setting().help());
        return null;
    }

    private Object value(Key key, Type type, String path, ConfigValue value) {
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            return isOptional(type) ? optional(key, argument, path, value) : list(key, argument, path, value);
        }
        Class<?> raw = (Class<?>) type;
        if (!raw.isRecord() && !Variants.isVariant(raw)) {
            return scalar(key, raw, path, value);
        }
        if (!(value instanceof ConfigObject block)) {
            return wrong(key, path, value, "a block { ... }");
        }
        return raw.isRecord() ? record(raw, path, block, false) : variant(raw, path, block);
    }

    private Object optional(Key key, Type argument, String path, ConfigValue value) {
        if (value.valueType() == ConfigValueType.NULL) {
            return Optional.empty();
        }
        Object bound = value(key, argument, path, value);
        return bound == null ? null : Optional.of(bound);
    }

    private Object list(Key key, Type element, String path, ConfigValue value) {
        if (!(value instanceof ConfigList list)) {
            return wrong(key, path, value, "a list [ ... ]");
        }
        List<Object> bound = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            bound.add(value(key, element, path + "[" + i + "]", list.get(i)));
        }
        return bound.contains(null) ? null : List.copyOf(bound);
    }

    private Object variant(Class<?> sealed, String path, ConfigObject block) {
        Map<String, Class<?>> variants = Variants.of(sealed);
        String typePath = Names.join(path, Variants.TYPE);
        String rule = "one of " + String.join(", ", variants.keySet());
        ConfigValue type = block.get(Variants.TYPE);
        if (type == null) {
            report(block.origin(), "missing key '" + typePath + "', " + rule);
            return null;
        }
        String name = String.valueOf(type.unwrapped());
        if (!variants.containsKey(name)) {
            String hint = Names.didYouMean(name, variants.keySet());
            report(type.origin(), "'" + typePath + "' is set to " + name + " but must be " + rule + hint);
            return null;
        }
        return record(variants.get(name), path, block, true);
    }

    private Object scalar(Key key, Class<?> type, String path, ConfigValue value) {
        Object bound = Scalars.convert(value, type).orElse(null);
        if (bound == null) {
            String hint =
                    type.isEnum() ? Names.didYouMean(String.valueOf(value.unwrapped()), Scalars.constants(type)) : "";
            return wrong(key, path, value, Scalars.describe(type) + hint);
        }
        if (bound instanceof Number number && !key.setting().range().isEmpty()) {
            Range range = Range.parse(key.setting().range());
            if (!range.contains(number.doubleValue())) {
                return wrong(key, path, value, range.text());
            }
        }
        return bound;
    }

    private Object wrong(Key key, String path, ConfigValue value, String rule) {
        report(value.origin(), "'" + path + "' is set to " + key.shown(value.unwrapped()) + " but must be " + rule);
        return null;
    }

    private Object construct(Class<?> type, String path, ConfigObject block, List<Object> values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException || e.getCause() instanceof ConfigException) {
                reportInvalid(path, block, e.getCause().getMessage());
                return null;
            }
            throw new IllegalStateException("cannot build " + type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot build " + type.getName(), e);
        }
    }

    /** A record's own rule, placed at the line of the key that its message begins with. */
    private void reportInvalid(String path, ConfigObject block, String message) {
        Matcher leading = LEADING_KEY.matcher(message);
        ConfigValue culprit = leading.find() ? block.get(leading.group(1)) : null;
        ConfigOrigin origin = culprit == null ? block.origin() : culprit.origin();
        report(origin, path.isEmpty() ? message : "in '" + path + "': " + message);
    }

    private static boolean isOptional(Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    }

    private void report(ConfigOrigin origin, String text) {
        problems.add(Locations.problem(origin, text));
    }
}
