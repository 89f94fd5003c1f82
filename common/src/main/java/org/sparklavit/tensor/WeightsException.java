package org.sparklavit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparklavit.config.ConfigException;

/** A weights file does not fit the model; the message lists every missing, extra and ill-shaped tensor. */
public final class WeightsException extends ConfigException {
    private static final long serialVersionUID = 1;
    /** So many tensors of the same name but for its numbers share a line: those of a model's blocks. */
    private static final int RUN = 3;

    WeightsException(String message) {
        super(message);
    }

    /** One error that says all that {@code failures} say, each of another file of the same model. */
    public static ConfigException together(List<ConfigException> failures) {
        return failures.size() == 1
                ? failures.get(0)
                : new WeightsException(
                        failures.stream().map(Throwable::getMessage).collect(Collectors.joining("\n")));
    }

    /**
     * Compares what the model declares with what the file holds behind {@code prefix}, but for names in {@code unread}.
     *
     * @throws WeightsException if a parameter is missing or has another shape, or the file holds more
     */
    static void check(List<Parameter> parameters, TensorSource file, String prefix, Predicate<String> unread) {
        List<Problem> problems = new ArrayList<>();
        Set<String> extra = file.names().stream()
                .filter(name -> name.startsWith(prefix) && !unread.test(name))
                .collect(Collectors.toCollection(TreeSet::new));
        int found = 0;
        for (Parameter p : parameters) {
            String name = prefix + p.name();
            if (!extra.remove(name)) {
                problems.add(new Problem("missing: ", name, " " + p.shape()));
                continue;
            }
            found++;
            if (!Arrays.equals(file.shape(name), p.shape().getShape())) {
                String shape = Arrays.toString(file.shape(name));
                problems.add(new Problem("wrong shape: ", name, " is " + shape + " but the model has " + p.shape()));
            }
        }
        extra.forEach(name -> problems.add(new Problem("not in the model: ", name, "")));
        if (!problems.isEmpty()) {
            throw new WeightsException(message(file.place(), problems, found == 0));
        }
    }

    private record Problem(String kind, String name, String detail) {
        /** The same for the same tensor of each block. */
        String pattern() {
            return kind + name.replaceAll("[0-9]+", "#") + detail;
        }

        String line() {
            return kind + name + detail;
        }
    }

    private static String message(String place, List<Problem> problems, boolean allForeign) {
        Map<String, List<Problem>> runs = problems.stream()
                .collect(Collectors.groupingBy(Problem::pattern, LinkedHashMap::new, Collectors.toList()));
        String listed = runs.values().stream().flatMap(WeightsException::lines).collect(Collectors.joining("\n  "));
        return "the weights in " + place + " do not fit the configured model (" + problems.size() + " problems):\n  "
                + listed
                + (allForeign ? "\nNo name is that of the model: this is another kind of model, or encoder." : "")
                + "\nChoose the file that belongs to this configuration, or change the sizes in the configuration.";
    }

    private static Stream<String> lines(Collection<Problem> run) {
        List<Problem> all = List.copyOf(run);
        if (all.size() < RUN) {
            return all.stream().map(Problem::line);
        }
        return Stream.of(
                all.get(0).line() + ", and so on to " + all.get(all.size() - 1).name() + ": " + all.size() + " in all");
    }
}
