package org.sparklavit.data.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;

class OutputFolderTest {
    private static final Run RUN = Run.of("shard", "shard-mib = 4\noutput = \"a\"\n", Map.of("the input", "3 parts"));

    @TempDir
    Path folder;

    private OutputFolder output() {
        return new OutputFolder(Storage.local(), folder.toString());
    }

    @Test
    void theSameRunMayGoOnAndFindsNoLeftovers() throws IOException {
        Files.writeString(folder.resolve("._run.json.0a.tmp"), "half of a first attempt");
        assertThat(output().isBegun(RUN)).isFalse();
        output().begin(RUN);
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/.part.0b.tmp"), "half");
        Files.writeString(folder.resolve("data/part"), "whole");
        assertThat(output().isBegun(RUN)).isTrue();
        output().begin(RUN);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("_run.json", "config.conf", "data");
        assertThat(folder.resolve("data").toFile().list()).containsExactly("part");
        assertThat(output().isComplete()).isFalse();
        Files.writeString(folder.resolve("data/.part.0c.tmp"), "half, of a killed executor");
        output().complete("{}");
        assertThat(folder.resolve("data").toFile().list()).containsExactly("part");
        assertThat(output().isComplete()).isTrue();
    }

    @Test
    void anotherNameOfTheFolderIsTheSameRun() throws IOException {
        output().begin(RUN);
        assertThat(output().isBegun(new Run("shard", "shard-mib = 4\noutput = \"b\"\n", RUN.facts())))
                .isTrue();
    }

    @Test
    void refusesTheOutputOfAnotherRunAndSaysWhatDiffers() throws IOException {
        output().begin(RUN);
        Run other = Run.of("shard", "shard-mib = 8\noutput = \"a\"\n", Map.of("the input", "4 parts"));
        assertThatThrownBy(() -> output().begin(other))
                .isInstanceOf(ConfigException.class)
                .hasMessage("output = " + folder + " already holds the output of another run: 'shard-mib' was 4 and is"
                        + " 8; the input was 3 parts and is 4 parts. Remove it, name another folder, or give the settings"
                        + " and the input of then to go on with it");
        assertThatThrownBy(() -> output().begin(Run.of("tokenize", "", Map.of())))
                .hasMessageContaining("another run: it was made by the job shard. Remove it");
    }

    @Test
    void refusesWhatNoRunHasMade() throws IOException {
        Files.writeString(folder.resolve("precious"), "mine");
        assertThatThrownBy(() -> output().begin(RUN))
                .isInstanceOf(ConfigException.class)
                .hasMessage("output = " + folder + " already holds something, and no _run.json says that it is of this"
                        + " job; remove it, or name another folder");
        assertThat(folder.toFile().list()).containsExactly("precious");
    }

    @Test
    void anInputIsDescribedByAllItsPieces() {
        String line = Run.describe(List.of("a", "b"), 7);
        assertThat(line).startsWith("2 parts of 7 bytes with digest ");
        assertThat(Run.describe(List.of("b", "a"), 7)).isNotEqualTo(line);
        assertThat(Run.describe(List.of("a", "b"), 7)).isEqualTo(line);
    }
}
