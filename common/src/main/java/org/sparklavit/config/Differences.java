package org.sparklavit.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where two effective configurations disagree: for jobs that go on with an output only if it was made the same way. */
public final class Differences {
    private Differences() {}

    /**
     * One text for each key, such as {@code 'shard-mib' was 4 and is 8}, in the order of the keys.
     *
     * @param before effective configuration, HOCON
     * @param now effective configuration, HOCON
     * @param ignored keys that may differ
     */
    public static List<String> between(String before, String now, Set<String> ignored) {
        Map<String, String> first = flat(before);
        Map<String, String> second = flat(now);
        Set<String> keys = new TreeSet<>(first.keySet());
        keys.addAll(second.keySet());
        return keys.stream()
                .filter(key -> !ignored.contains(key))
                .filter(key -> !first.getOrDefault(key, "").equals(second.getOrDefault(key, "")))
                .map(key -> "'" + key + "' was " + first.getOrDefault(key, "not set") + " and is "
                        + second.getOrDefault(key, "not set"))
                .toList();
    }

    private static Map<String, String> flat(String hocon) {
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> entry :
                ConfigFactory.parseString(hocon).entrySet()) {
            values.put(entry.getKey(), entry.getValue().render(ConfigRenderOptions.concise()));
        }
        return values;
    }
}
