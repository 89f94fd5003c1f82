package org.sparklavit.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The user asked for something that cannot be: a wrong key, a missing input, an output that already exists.
 * A job that ends with it prints the message alone and exits with 2, so the message names the remedy.
 */
public class ConfigException extends RuntimeException {
    private final transient List<Problem> problems;

    /** For what a job finds wrong outside its configuration file: key, value, rule and remedy. */
    public ConfigException(String message) {
        super(message);
        this.problems = List.of();
    }

    /** All problems of one configuration in one message, in the order of the file. */
    public ConfigException(List<Problem> problems) {
        super(message(problems));
        this.problems = problems.stream().sorted().toList();
    }

    /** The problems one by one; empty for a message that stands alone. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        String heading = problems.size() == 1
                ? "The configuration has a problem:"
                : "The configuration has " + problems.size() + " problems:";
        return problems.stream()
                .sorted()
                .map(problem -> "  " + problem)
                .collect(Collectors.joining("\n", heading + "\n", ""));
    }
}
