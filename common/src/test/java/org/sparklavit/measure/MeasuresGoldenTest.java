package org.sparklavit.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.image.RgbImage;

/** Against COCO's evaluation, scikit-image and scipy: {@code tools/golden/measures.py}. */
class MeasuresGoldenTest {
    private static final double SAME = 1e-8;
    /** Features enter in single precision. Worst seen: 2.3e-7. */
    private static final double SINGLE = 1e-5;

    private static JsonNode golden;

    @BeforeAll
    static void read() throws IOException {
        golden = new ObjectMapper().readTree(Files.readString(Path.of("src/test/resources/golden/measures.json")));
    }

    @Test
    void captionsScoreAsInCocosEvaluation() {
        for (JsonNode corpus : golden.path("captions")) {
            List<Captioned> captions = new ArrayList<>();
            for (JsonNode caption : corpus.path("captions")) {
                List<String> references = new ArrayList<>();
                caption.path("references").forEach(reference -> references.add(reference.asText()));
                captions.add(new Captioned(caption.path("candidate").asText(), references));
            }
            assertThat(Bleu.of(captions)).isCloseTo(corpus.path("bleu").asDouble(), within(SAME));
            assertThat(CiderD.of(captions)).isCloseTo(corpus.path("cider").asDouble(), within(SAME));
        }
    }

    @Test
    void picturesAreAsNearAsInScikitImage() {
        for (JsonNode pair : golden.path("pictures")) {
            RgbImage a = picture(pair, "a");
            RgbImage b = picture(pair, "b");
            assertThat(PictureSimilarity.psnr(a, b)).isCloseTo(pair.path("psnr").asDouble(), within(SAME));
            assertThat(PictureSimilarity.ssim(a, b)).isCloseTo(pair.path("ssim").asDouble(), within(SAME));
            assertThat(PictureSimilarity.psnr(a, a)).isInfinite();
            assertThat(PictureSimilarity.ssim(b, b)).isCloseTo(1, within(SAME));
        }
    }

    @Test
    void featuresAreAsFarApartAsInScipy() {
        for (JsonNode sets : golden.path("features")) {
            List<float[]> x = rows(sets.path("x"));
            assertThat(FrechetDistance.between(x, rows(sets.path("y"))))
                    .isCloseTo(sets.path("distance").asDouble(), within(SINGLE));
            assertThat(FrechetDistance.between(x, x)).isCloseTo(0, within(SINGLE));
        }
    }

    private static RgbImage picture(JsonNode pair, String name) {
        byte[] pixels = new byte[pair.path(name).size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) pair.path(name).get(i).asInt();
        }
        return new RgbImage(pair.path("width").asInt(), pair.path("height").asInt(), pixels);
    }

    private static List<float[]> rows(JsonNode list) {
        List<float[]> rows = new ArrayList<>();
        for (JsonNode row : list) {
            float[] values = new float[row.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) row.get(i).asDouble();
            }
            rows.add(values);
        }
        return rows;
    }
}
