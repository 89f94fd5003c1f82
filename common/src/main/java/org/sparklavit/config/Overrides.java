package org.sparklavit.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code key=value} arguments. A value that begins with a bracket, a brace or a quote is HOCON; anything
 * else is taken as it stands, so that {@code output=s3a://bucket/a,b} needs no quoting. A {@code {...}} value
 * replaces the file's block, so that another {@code type} can be chosen.
 */
final class Overrides {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*)=(.*)", Pattern.DOTALL);
    private static final Pattern HOCON =
            Pattern.compile("[\\[{\"].*|true|false|null|-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?", Pattern.DOTALL);

    private final List<Map.Entry<String, Config>> byPath = new ArrayList<>();

    private Overrides() {}

    static Overrides parse(List<String> arguments) {
        Overrides overrides = new Overrides();
        List<Problem> problems = new ArrayList<>();
        for (String argument : arguments) {
            Matcher form = FORM.matcher(argument);
            if (!form.matches()) {
                problems.add(problem("'" + argument + "' must have the form key=value"));
                continue;
            }
            try {
                overrides.byPath.add(Map.entry(form.group(1), config(form.group(1), form.group(2))));
            } catch (com.typesafe.config.ConfigException e) {
                problems.add(problem("the value of '" + argument + "' is not HOCON: " + e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return overrides;
    }

    /** The file with the overrides in place and all substitutions made; those may refer to overridden keys. */
    Config over(Config file) {
        Config merged = file;
        for (Map.Entry<String, Config> override : byPath) {
            merged = override.getValue().withFallback(merged);
        }
        Config resolved = merged.resolve(ConfigResolveOptions.defaults());
        for (Map.Entry<String, Config> override : byPath) {
            String path = override.getKey();
            boolean isNull = override.getValue().getIsNull(path);
            resolved = resolved.withValue(
                    path,
                    isNull
                            ? ConfigValueFactory.fromAnyRef(null, Locations.COMMAND_LINE)
                            : override.getValue().getValue(path));
        }
        return resolved;
    }

    private static Config config(String path, String value) {
        String hocon = HOCON.matcher(value).matches() ? value : ConfigUtil.quoteString(value);
        return ConfigFactory.parseString(
                path + " = " + hocon, ConfigParseOptions.defaults().setOriginDescription(Locations.COMMAND_LINE));
    }

    private static Problem problem(String text) {
        return new Problem(Locations.COMMAND_LINE, 0, text);
    }
}
