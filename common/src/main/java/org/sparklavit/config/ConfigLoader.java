package org.sparklavit.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Loads configuration records from HOCON files, texts and {@code key=value} overrides. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * Loads a file. Substitutions ({@code ${key}}, {@code ${?ENVIRONMENT}}) see the overrides too.
     *
     * @param file a HOCON file; null where the defaults and the overrides are all there is
     * @param overrides {@code key=value} texts; the last one for a key wins
     * @throws ConfigException naming every problem with file and line
     */
    public static <T extends Record> Loaded<T> load(Class<T> type, Path file, List<String> overrides) {
        if (file == null) {
            return load(type, ConfigFactory.empty(Locations.COMMAND_LINE), overrides);
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ConfigException("The configuration file " + file + " does not exist or cannot be read.");
        }
        try {
            Config parsed = ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            return load(type, parsed, overrides);
        } catch (com.typesafe.config.ConfigException e) {
            throw new ConfigException("The configuration file is not HOCON: " + e.getMessage());
        }
    }

    /**
     * Loads a text, such as the effective configuration saved beside an output.
     *
     * @param source what messages call the text
     * @throws ConfigException naming every problem with source and line
     */
    public static <T extends Record> Loaded<T> loadText(Class<T> type, String hocon, String source) {
        try {
            Config parsed = ConfigFactory.parseString(
                    hocon, ConfigParseOptions.defaults().setOriginDescription(source));
            return load(type, parsed, List.of());
        } catch (com.typesafe.config.ConfigException e) {
            throw new ConfigException("This is not HOCON: " + e.getMessage());
        }
    }

    /** The effective configuration of a record that was built rather than loaded. */
    public static <T extends Record> Loaded<T> of(T config) {
        return new Loaded<>(config, Effective.render(config));
    }

    private static <T extends Record> Loaded<T> load(Class<T> type, Config file, List<String> overrides) {
        return of(Binder.bind(type, Overrides.parse(overrides).over(file).root()));
    }
}
