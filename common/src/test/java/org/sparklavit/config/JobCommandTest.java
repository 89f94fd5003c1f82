package org.sparklavit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Sample> ran = new ArrayList<>();

    private int run(JobBody<Sample> body, String... args) {
        var console = new JobCommand.Console(new PrintWriter(out, true), new PrintWriter(err, true));
        return console.run(Sample.class, JobCommand.spec(Sample.class, "train", "Trains 100% of it."), args, body);
    }

    private int run(String... args) {
        return run(body(loaded -> ran.add(loaded.value())), args);
    }

    private interface Work {
        void on(Loaded<Sample> loaded) throws Exception;
    }

    private static JobBody<Sample> body(Work work) {
        return new JobBody<>() {
            @Override
            public String plan(Sample config) {
                return "would write " + config.output();
            }

            @Override
            public void run(Loaded<Sample> loaded) throws Exception {
                work.on(loaded);
            }
        };
    }

    private String file(String hocon) throws IOException {
        return Files.writeString(folder.resolve("job.conf"), hocon).toString();
    }

    @Test
    void runsTheBodyWithFileAndOverrides() throws IOException {
        assertThat(run(file("output = a"), "steps=3")).isEqualTo(JobCommand.OK);

        assertThat(ran).singleElement().satisfies(sample -> {
            assertThat(sample.output()).isEqualTo("a");
            assertThat(sample.steps()).isEqualTo(3);
        });
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpListsEveryKeyAndNeedsNoFile() {
        assertThat(run("--help")).isEqualTo(JobCommand.OK);

        assertThat(ran).isEmpty();
        assertThat(out.toString())
                .contains("Usage: train", "Trains 100% of it.", "--dry-run")
                .contains("  output  (text; required)\n      Folder the job writes.\n")
                .contains("  steps  (a whole number; >= 1; default 1000)")
                .contains("  tokens-per-step  (a whole number; in tokens; default 65536)")
                .contains("  precision  (one of float-32, bfloat-16; default float-32)")
                .contains(
                        "  notes  (text; optional)\n",
                        "      What was learned of the job while it ran, for whoever reads its output folder later: a text as\n",
                        "      long as its author likes, of one line or of several.\n")
                .contains("  optimizer  (block; optional)")
                .contains("  optimizer.betas[]  (list of a number; [0, 1); default [0.9, 0.95])")
                .contains("  schedule.type = cosine-decay\n  schedule.warmup-steps  (a whole number; default 100)")
                .contains("  streams[].weight  (a number; required)");
    }

    @Test
    void dryRunPrintsConfigurationAndPlanAndDoesNothing() throws IOException {
        assertThat(run(file("output = a"), "--dry-run")).isEqualTo(JobCommand.OK);

        assertThat(ran).isEmpty();
        assertThat(out.toString()).contains("steps = 1000", "Plan of train:", "would write a");
    }

    @Test
    void aWrongConfigurationIsRefusedWithoutAStackTrace() throws IOException {
        assertThat(run(file("outptu = a"))).isEqualTo(JobCommand.USAGE);

        assertThat(err.toString())
                .startsWith("train: The configuration has 2 problems:")
                .contains("job.conf:1: unknown key 'outptu'. Did you mean 'output'?")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownOptionIsRefused() {
        assertThat(run("--dryrun")).isEqualTo(JobCommand.USAGE);

        assertThat(err.toString()).contains("Unknown option: '--dryrun'").contains("train --help");
    }

    @Test
    void whatTheUserCanMendIsRefusedEvenWhenWrapped() {
        JobBody<Sample> body = body(loaded -> {
            throw new IllegalStateException("stage failed", new ConfigException("'output' is a: already exists"));
        });

        assertThat(run(body, "output=a")).isEqualTo(JobCommand.USAGE);
        assertThat(err.toString()).isEqualTo("train: 'output' is a: already exists\n");
    }

    @Test
    void anyOtherFailureNamesItsInnermostCauseFirst() {
        JobBody<Sample> body = body(loaded -> {
            throw new IllegalStateException("stage failed", new IOException("disk full\nmore"));
        });

        assertThat(run(body, "output=a")).isEqualTo(JobCommand.FAILED);
        assertThat(err.toString()).isEqualTo("train failed: IOException: disk full\n");
    }
}
