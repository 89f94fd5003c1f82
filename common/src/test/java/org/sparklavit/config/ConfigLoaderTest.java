package org.sparklavit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    Path folder;

    private Sample load(String hocon, String... overrides) throws IOException {
        return ConfigLoader.load(Sample.class, file(hocon), List.of(overrides)).value();
    }

    private Path file(String hocon) throws IOException {
        return Files.writeString(folder.resolve("job.conf"), hocon);
    }

    @Test
    void absentKeysTakeTheirDefaults() throws IOException {
        Sample sample = load("output = out");

        assertThat(sample)
                .isEqualTo(new Sample(
                        "out",
                        1000,
                        65536,
                        true,
                        Sample.Precision.FLOAT_32,
                        Optional.empty(),
                        Optional.empty(),
                        new Sample.Optimizer(3e-4, List.of(0.9, 0.95)),
                        new Sample.Constant(),
                        List.of()));
    }

    @Test
    void everyKindOfValueIsRead() throws IOException {
        Sample sample = load("""
                output = "s3a://bucket/run 1"
                steps = 20
                tokens-per-step = 5000000000
                resume = false
                precision = bfloat-16
                notes = "a # b"
                optimizer { learning-rate = 1e-3, betas = [0, 0.5] }
                schedule { type = cosine-decay, min-ratio = 0.1 }
                streams = [{ input = a, weight = 1 }, { input = b, weight = 2.5 }]
                """);

        assertThat(sample.tokensPerStep()).isEqualTo(5_000_000_000L);
        assertThat(sample.precision()).isEqualTo(Sample.Precision.BFLOAT_16);
        assertThat(sample.notes()).contains("a # b");
        assertThat(sample.optimizer().betas()).containsExactly(0.0, 0.5);
        assertThat(sample.schedule()).isEqualTo(new Sample.CosineDecay(100, 0.1));
        assertThat(sample.streams()).containsExactly(new Sample.Stream("a", 1), new Sample.Stream("b", 2.5));
    }

    @Test
    void loadingTheEffectiveConfigurationGivesTheSameRecords() throws IOException {
        Path file = file("""
                output = "tab\\tand \\"quotes\\""
                notes = "x = ${y}"
                schedule { type = cosine-decay, min-ratio = 0.1 }
                streams = [{ input = a, weight = 1e-30 }]
                """);
        Loaded<Sample> loaded = ConfigLoader.load(Sample.class, file, List.of());

        Loaded<Sample> again = ConfigLoader.loadText(Sample.class, loaded.effectiveHocon(), "effective");

        assertThat(again).isEqualTo(loaded);
        assertThat(loaded.effectiveHocon()).contains("steps = 1000", "  learning-rate = 3.0E-4", "password = null");
    }

    @Test
    void secretsStayOutOfTheEffectiveConfiguration() throws IOException {
        Loaded<Sample> loaded = ConfigLoader.load(Sample.class, file("output = out, password = hunter2"), List.of());

        assertThat(loaded.value().password()).contains("hunter2");
        assertThat(loaded.effectiveHocon()).contains("password = \"***\"").doesNotContain("hunter2");
    }

    @Test
    void overridesWinAndTheLastOneOfAKeyCounts() throws IOException {
        Sample sample = load("output = a, steps = 5", "steps=6", "steps=7", "optimizer.learning-rate=0.5");

        assertThat(sample.steps()).isEqualTo(7);
        assertThat(sample.optimizer().learningRate()).isEqualTo(0.5);
    }

    @Test
    void overridesTakeUnquotedTextAsItStands() throws IOException {
        assertThat(load("", "output=s3a://bucket/a=b,c#d").output()).isEqualTo("s3a://bucket/a=b,c#d");
        assertThat(load("", "output=7").output()).isEqualTo("7");
        assertThat(load("output = a", "optimizer.betas=[0.1, 0.2]").optimizer().betas())
                .containsExactly(0.1, 0.2);
    }

    @Test
    void substitutionsSeeOverrides() throws IOException {
        assertThat(load("output = a, notes = ${output}/log", "output=b").notes())
                .contains("b/log");
    }

    @Test
    void aBlockOnTheCommandLineReplacesTheBlockOfTheFile() throws IOException {
        Sample sample =
                load("output = a, schedule { type = cosine-decay, min-ratio = 0.1 }", "schedule={type=constant}");

        assertThat(sample.schedule()).isEqualTo(new Sample.Constant());
    }

    @Test
    void withoutAFileTheOverridesAreAllThereIs() {
        assertThat(ConfigLoader.load(Sample.class, null, List.of("output=a"))
                        .value()
                        .output())
                .isEqualTo("a");
    }

    @Test
    void aMissingFileAndBrokenHoconAreTheUsersFault() throws IOException {
        Path absent = folder.resolve("absent.conf");
        assertThatThrownBy(() -> ConfigLoader.load(Sample.class, absent, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The configuration file " + absent + " does not exist or cannot be read.");

        Path broken = file("output = {");
        assertThatThrownBy(() -> ConfigLoader.load(Sample.class, broken, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not HOCON")
                .hasMessageContaining("job.conf: 1");
    }

    @Test
    void nullOnTheCommandLineTakesAValueOfTheFileAway() throws IOException {
        assertThat(load("output = out\nnotes = \"from the file\"", "notes=null").notes())
                .isEmpty();
    }
}
