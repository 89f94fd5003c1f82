package org.sparklavit.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;

class QuickstartReportTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void runTheJobs() throws IOException {
        SceneDump.write(folder.resolve("train"), "f00d", 2, 50, true);
        SceneDump.write(folder.resolve("heldout"), "f00d", 1, 50, true);
        SceneDump.write(folder.resolve("tokens/heldout"), "f00d", 1, 50, true);
        SceneDump.writeText(folder.resolve("text/train.jsonl"), 64);
        PretrainConfig config = ConfigLoader.load(
                        PretrainConfig.class,
                        Path.of("src/test/resources/pretrain.conf"),
                        List.of("input=" + folder, "output=" + folder.resolve("model"), "training.steps=2"))
                .value();
        PretrainRank.of(config, Storage.local()).run(new SoloCollective(), line -> {});
        write("tokenizer/metrics.jsonl", "{\"step\":1,\"heldOutReconstruction\":0.5}\n{\"step\":2}\n");
        write(
                "inspection/summary.json",
                "{\"tokensPerImage\": {\"mean\": 21.5, \"min\": 8, \"max\": 40}, \"codeUsage\": 0.75}");
    }

    @Test
    void hasTheAgreedKeys() throws IOException {
        QuickstartReport report = QuickstartReport.of(Storage.local(), folder.toString(), 615);
        report.write();
        JsonNode summary = new ObjectMapper().readTree(Files.readString(folder.resolve("summary.json")));
        assertThat(summary.properties().stream().map(e -> e.getKey()))
                .containsExactly(
                        "executors",
                        "wallSeconds",
                        "reconstructionLoss",
                        "tokensPerImage",
                        "codeUsage",
                        "objectCountCorrelation",
                        "streams",
                        "captionAccuracy");
        assertThat(summary.at("/executors").asInt()).isEqualTo(1);
        assertThat(summary.at("/wallSeconds").asInt()).isEqualTo(615);
        assertThat(summary.at("/reconstructionLoss").asDouble()).isEqualTo(0.5);
        assertThat(summary.at("/tokensPerImage/max").asInt()).isEqualTo(40);
        // In these dumps each object is one token.
        assertThat(summary.at("/objectCountCorrelation").asDouble()).isEqualTo(1.0);
        for (String stream : List.of("image_text", "text_image", "text")) {
            assertThat(summary.at("/streams/" + stream + "/firstLoss").isNumber())
                    .isTrue();
            assertThat(summary.at("/streams/" + stream + "/lastLoss").isNumber())
                    .isTrue();
        }
        assertThat(summary.at("/captionAccuracy").properties().stream().map(e -> e.getKey()))
                .containsExactly("colour", "shape", "chanceColour", "chanceShape");
        assertThat(folder.resolve("captions.json")).content().contains("\"truth\"", "\"caption\"");
        assertThat(report.text())
                .contains("10 min 15 s", "21.5 (8 to 40); rank correlation with the number of objects 1.00", "75%");
    }

    @Test
    void aMissingJobIsNamed() throws IOException {
        Files.delete(folder.resolve("inspection/summary.json"));
        assertThatThrownBy(() -> QuickstartReport.of(Storage.local(), folder.toString(), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("inspection/summary.json") + " is missing. Give the output folder of"
                        + " submit/quickstart.sh.");
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }
}
