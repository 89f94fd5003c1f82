package org.sparklavit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigProblemsTest {
    @TempDir
    Path folder;

    /** The message with the temporary folder taken out. */
    private String problems(String hocon, String... overrides) throws IOException {
        Path file = Files.writeString(folder.resolve("job.conf"), hocon);
        ConfigException thrown = catchThrowableOfType(
                ConfigException.class, () -> ConfigLoader.load(Sample.class, file, List.of(overrides)));
        return thrown.getMessage().replace(folder + "/", "");
    }

    @Test
    void allProblemsComeInOneMessageWithFileAndLine() throws IOException {
        String message = problems("""
                steps = many
                optimzer { learning-rate = 1 }
                optimizer {
                  learning-rat = 0.1
                  learning-rate = -1
                }
                schedule { type = cosine-decai }
                streams = [
                  { input = a, weight = 1 },
                  { input = b }
                ]
                """, "precision=float32", "tokens-per-step=1.5");

        assertThat(message).isEqualTo("""
                The configuration has 9 problems:
                  job.conf:1: 'steps' is set to many but must be a whole number
                  job.conf:1: missing key 'output': Folder the job writes.
                  job.conf:2: unknown key 'optimzer'. Did you mean 'optimizer'?
                  job.conf:4: unknown key 'optimizer.learning-rat'. Did you mean 'learning-rate'?
                  job.conf:5: 'optimizer.learning-rate' is set to -1 but must be > 0
                  job.conf:7: 'schedule.type' is set to cosine-decai but must be one of constant, cosine-decay. \
                Did you mean 'cosine-decay'?
                  job.conf:10: missing key 'streams[1].weight': Share.
                  command line: 'precision' is set to float32 but must be one of float-32, bfloat-16. \
                Did you mean 'float-32'?
                  command line: 'tokens-per-step' is set to 1.5 but must be a whole number""");
    }

    @Test
    void aKeyThatResemblesNothingListsWhatIsKnown() throws IOException {
        assertThat(problems("output = a, optimizer { momentum = 1 }"))
                .contains("job.conf:1: unknown key 'optimizer.momentum'; known here: learning-rate, betas");
    }

    @Test
    void aRecordsOwnRuleIsPlacedAtItsKey() throws IOException {
        assertThat(problems("output = a\noptimizer {\n  learning-rate = 1\n  betas = [0.5]\n}"))
                .isEqualTo("The configuration has a problem:\n"
                        + "  job.conf:4: in 'optimizer': 'betas' is set to [0.5] but must hold two numbers");
    }

    @Test
    void blocksListsAndNullsInTheWrongPlaceAreNamed() throws IOException {
        assertThat(problems("output = null\nsteps = { a = 1 }\noptimizer = 5\nstreams = 3\nschedule = {}"))
                .contains("job.conf:1: 'output' is set to null but must be text")
                .contains("job.conf:2: 'steps' is set to {a=1} but must be a whole number")
                .contains("job.conf:3: 'optimizer' is set to 5 but must be a block { ... }")
                .contains("job.conf:4: 'streams' is set to 3 but must be a list [ ... ]")
                .contains("job.conf:5: missing key 'schedule.type', one of constant, cosine-decay");
    }

    @Test
    void keysOfAnotherVariantAreUnknown() throws IOException {
        assertThat(problems("output = a, schedule { type = constant, warmup-steps = 3 }"))
                .contains("unknown key 'schedule.warmup-steps'");
    }

    @Test
    void overridesOfTheWrongFormAreAllNamed() throws IOException {
        assertThat(problems("output = a", "steps", "a b=1", "optimizer.betas=[1"))
                .contains("3 problems", "'steps' must have the form key=value", "'a b=1' must have the form key=value")
                .contains("the value of 'optimizer.betas=[1' is not HOCON");
    }

    @Test
    void listElementsKeepToTheRange() throws IOException {
        assertThat(problems("output = a, optimizer.betas = [0.9, 1]"))
                .contains("'optimizer.betas[1]' is set to 1 but must be in [0, 1)");
    }

    @Test
    void secretsStayOutOfMessages() throws IOException {
        assertThat(problems("output = a, password = { hunter2 = 1 }"))
                .contains("'password' is set to *** but must be text")
                .doesNotContain("hunter2");
    }
}
