package org.sparklavit.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command line of a job: {@code FILE [key=value ...] [--dry-run] [--help]}. */
public final class JobCommand {
    /** The job did what was asked. */
    public static final int OK = 0;
    /** Something failed that the command line cannot mend. */
    public static final int FAILED = 1;
    /** The command line, the configuration or what it names is wrong. */
    public static final int USAGE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(JobCommand.class);

    private JobCommand() {}

    /**
     * Runs a job and, where it failed, ends the process with its exit code. Success returns: a resource manager
     * takes an early exit for a failure.
     */
    public static <T extends Record> void main(
            Class<T> type, String name, String summary, String[] args, JobBody<T> body) {
        int code = run(type, name, summary, args, body);
        if (code != OK) {
            System.exit(code);
        }
    }

    /** Runs a job on the console; returns {@link #OK}, {@link #FAILED} or {@link #USAGE}. */
    public static <T extends Record> int run(
            Class<T> type, String name, String summary, String[] args, JobBody<T> body) {
        return new Console(new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8))
                .run(type, spec(type, name, summary), args, body);
    }

    static CommandSpec spec(Class<?> type, String name, String summary) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage()
                .width(Help.WIDTH)
                .description(escape(summary))
                .footer("", "Keys of the file and of key=value:", escape(Help.of(type)));
        return spec.addPositional(PositionalParamSpec.builder()
                        .paramLabel("FILE [key=value ...]")
                        .hideParamSyntax(true)
                        .arity("0..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .description("A HOCON file, and keys that override it.")
                        .build())
                .addOption(OptionSpec.builder("--dry-run")
                        .description("Print the effective configuration and the plan; do nothing.")
                        .build())
                .addOption(OptionSpec.builder("--help", "-h")
                        .usageHelp(true)
                        .description("List every key with meaning, unit and default.")
                        .build());
    }

    /** Picocli reads its texts as format strings. */
    private static String escape(String text) {
        return text.replace("%", "%%");
    }

    /** Where a job's own words go; its log goes to slf4j. */
    record Console(PrintWriter out, PrintWriter err) {

        <T extends Record> int run(Class<T> type, CommandSpec spec, String[] args, JobBody<T> body) {
            try {
                ParseResult parsed = new CommandLine(spec).parseArgs(args);
                if (parsed.isUsageHelpRequested()) {
                    spec.commandLine().usage(out);
                    return OK;
                }
                perform(load(type, parsed), parsed.hasMatchedOption("--dry-run"), spec, body);
                return OK;
            } catch (CommandLine.ParameterException e) {
                return refuse(spec, e.getMessage() + " (" + spec.name() + " --help lists what there is)");
            } catch (Exception e) {
                return userFault(e)
                        .map(fault -> refuse(spec, fault.getMessage()))
                        .orElseGet(() -> fail(spec, e));
            }
        }

        private <T extends Record> void perform(Loaded<T> loaded, boolean isDryRun, CommandSpec spec, JobBody<T> body)
                throws Exception {
            if (isDryRun) {
                out.print(loaded.effectiveHocon());
                out.println();
                out.println("Plan of " + spec.name() + ":");
                out.println(body.plan(loaded.value()));
                return;
            }
            LOG.info("effective configuration of {}:\n{}", spec.name(), loaded.effectiveHocon());
            body.run(loaded);
        }

        private int refuse(CommandSpec spec, String message) {
            err.println(spec.name() + ": " + message);
            return USAGE;
        }

        private int fail(CommandSpec spec, Exception failure) {
            err.println(spec.name() + " failed: " + shortCause(failure));
            LOG.error("{} failed", spec.name(), failure);
            return FAILED;
        }
    }

    private static <T extends Record> Loaded<T> load(Class<T> type, ParseResult parsed) {
        List<String> arguments = parsed.matchedPositionals().isEmpty()
                ? List.of()
                : parsed.matchedPositionals().get(0).originalStringValues();
        boolean hasFile = !arguments.isEmpty() && !arguments.get(0).contains("=");
        Path file = hasFile ? Path.of(arguments.get(0)) : null;
        return ConfigLoader.load(type, file, hasFile ? arguments.subList(1, arguments.size()) : arguments);
    }

    /** Spark and reflection wrap what the body threw. */
    private static Optional<Throwable> userFault(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(ConfigException.class::isInstance)
                .findFirst();
    }

    /** The innermost cause in one line: what a reader wants before the stack trace. */
    static String shortCause(Throwable failure) {
        Throwable cause =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).reduce(failure, (outer, inner) -> inner);
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return cause.getClass().getSimpleName() + ": " + message;
    }
}
