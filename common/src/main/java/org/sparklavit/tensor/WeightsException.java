package org.sparklavit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sparklavit.config.ConfigException;

/** A weights file does not fit the model; the message lists every missing, extra and ill-shaped tensor. */
public final class WeightsException extends ConfigException {
    private static final int MAX_LISTED = 40;

    WeightsException(String message) {
        super(message);
    }

    /**
     * Compares what the model declares with what the file holds behind {@code prefix}, but for names in {@code unread}.
     *
     * @throws WeightsException if a parameter is missing or has another shape, or the file holds more
     */
    static void check(List<Parameter> parameters, TensorSource file, String prefix, Predicate<String> unread) {
        List<String> problems = new ArrayList<>();
        Set<String> extra = file.names().stream()
                .filter(name -> name.startsWith(prefix) && !unread.test(name))
                .collect(Collectors.toCollection(TreeSet::new));
        for (Parameter p : parameters) {
            String name = prefix + p.name();
            if (!extra.remove(name)) {
                problems.add("missing: " + name + " " + p.shape());
            } else if (!Arrays.equals(file.shape(name), p.shape().getShape())) {
                problems.add("wrong shape: " + name + " is " + Arrays.toString(file.shape(name)) + " but the model has "
                        + p.shape());
            }
        }
        extra.forEach(name -> problems.add("not in the model: " + name));
        if (!problems.isEmpty()) {
            String listed = problems.stream().limit(MAX_LISTED).collect(Collectors.joining("\n  "));
            String more = problems.size() > MAX_LISTED ? "\n  and " + (problems.size() - MAX_LISTED) + " more" : "";
            throw new WeightsException(
                    "the weights in " + file.place() + " do not fit the configured model ("
                            + problems.size() + " problems):\n  " + listed + more
                            + "\nChoose the file that belongs to this configuration, or change the sizes in the configuration.");
        }
    }
}
