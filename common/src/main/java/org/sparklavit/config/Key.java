package org.sparklavit.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;

/** One key of a configuration record, read from its component. */
record Key(String name, Type type, Setting setting, RecordComponent component) {

    /** The keys of a record, in the order of its components. */
    static List<Key> of(Class<?> record) {
        return Arrays.stream(record.getRecordComponents()).map(Key::of).toList();
    }

    private static Key of(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException(component.getDeclaringRecord().getName() + "." + component.getName()
                    + " is part of a configuration but carries no @Setting");
        }
        return new Key(Names.kebab(component.getName()), component.getGenericType(), setting, component);
    }

    boolean hasDefault() {
        return !setting.defaultsTo().equals(Setting.REQUIRED);
    }

    /** The default, whose origin says that no user wrote it. */
    ConfigValue defaultValue() {
        ConfigParseOptions origin = ConfigParseOptions.defaults().setOriginDescription("the default of '" + name + "'");
        return ConfigFactory.parseString("value = " + setting.defaultsTo(), origin)
                .root()
                .get("value");
    }

    /** What messages may show of a value. */
    String shown(Object value) {
        return setting.secret() ? Effective.HIDDEN : String.valueOf(value);
    }

    Object valueIn(Object owner) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
