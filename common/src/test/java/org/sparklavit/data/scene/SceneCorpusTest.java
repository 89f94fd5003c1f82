package org.sparklavit.data.scene;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.scene.SceneCorpus.Amount;
import org.sparklavit.data.scene.SceneCorpus.Part;

class SceneCorpusTest {
    private static final SceneCorpus CORPUS =
            new SceneCorpus(3, new Amount(25, 4), new Amount(7, 2), 10, new SceneGenerator(96, 1), 0.9);

    @Test
    void cutsEachSplitIntoTars() {
        assertThat(CORPUS.parts().stream().map(part -> part.path() + " " + part.first() + "+" + part.count()))
                .containsExactly(
                        "train/shard-000000.tar 0+10",
                        "train/shard-000001.tar 10+10",
                        "train/shard-000002.tar 20+5",
                        "heldout/shard-000000.tar 0+7",
                        "text/train.jsonl 0+4",
                        "text/heldout.jsonl 0+2");
    }

    @Test
    void writesPictureCaptionAndAttributesThatAgree() throws Exception {
        Map<String, byte[]> entries = entries(CORPUS.parts().get(1));

        assertThat(entries).hasSize(30).containsKeys("train-000000010.jpg", "train-000000010.txt");
        for (int i = 10; i < 20; i++) {
            String key = "train-0000000" + i;
            RgbImage image = ImageDecoder.strict().decode(entries.get(key + ".jpg"));
            assertThat(image.width()).isEqualTo(96);
            JsonNode json = new ObjectMapper().readTree(entries.get(key + ".json"));
            List<String> truth = StreamSupport.stream(json.get("objects").spliterator(), false)
                    .map(object -> object.get("colour").asText() + " "
                            + object.get("shape").asText())
                    .toList();
            String caption = new String(entries.get(key + ".txt"), StandardCharsets.UTF_8);
            assertThat(SceneCaption.parse(caption).stream()
                            .map(look ->
                                    look.colour().word() + " " + look.shape().word()))
                    .isEqualTo(truth);
        }
    }

    @Test
    void drawsOtherScenesAndLinesForTheHeldOutSplit() throws Exception {
        Map<String, byte[]> train = entries(CORPUS.parts().get(0));
        Map<String, byte[]> heldout = entries(CORPUS.parts().get(3));

        assertThat(heldout.get("heldout-000000000.jpg")).isNotEqualTo(train.get("train-000000000.jpg"));
        assertThat(text(CORPUS.parts().get(5))).isNotEmpty();
        assertThat(text(CORPUS.parts().get(4)))
                .doesNotContain(text(CORPUS.parts().get(5)));
    }

    @Test
    void writesTextAsJsonLines() throws Exception {
        List<String> lines = text(CORPUS.parts().get(4)).lines().toList();

        assertThat(lines).hasSize(4);
        assertThat(new ObjectMapper().readTree(lines.get(2)).get("text").asText())
                .isEqualTo(SceneText.line(3, 2));
    }

    private static byte[] bytes(Part part) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CORPUS.write(part, bytes, () -> {});
        return bytes.toByteArray();
    }

    private static String text(Part part) throws Exception {
        return new String(bytes(part), StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> entries(Part part) throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(bytes(part)))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }
}
