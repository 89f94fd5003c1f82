package org.sparklavit.data.scene;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SceneCaptionTest {
    private static final SceneGenerator GENERATOR = new SceneGenerator(128, 1);

    @Test
    void readsBackEveryObjectInOrder() {
        for (int i = 0; i < 3000; i++) {
            Scene scene = GENERATOR.scene(9, i);
            List<ColouredShape> looks = scene.objects().stream()
                    .map(object -> new ColouredShape(object.colour(), object.shape()))
                    .toList();

            assertThat(SceneCaption.parse(SceneCaption.of(scene))).isEqualTo(looks);
        }
    }

    @Test
    void describesALoneObjectInFull() {
        SceneObject circle =
                new SceneObject(SceneShape.CIRCLE, SceneColour.RED, SceneSize.LARGE, Texture.STRIPED, 0.5, 0.5, 0.2, 0);
        Set<String> captions = new TreeSet<>();
        for (int i = 0; i < 50; i++) {
            captions.add(SceneCaption.of(new Scene(1, i, 128, 128, Background.PLAIN, 0xdedede, List.of(circle))));
        }

        assertThat(captions)
                .containsExactly(
                        "a large striped red circle on a plain background",
                        "a picture of a large striped red circle",
                        "a plain background with a large striped red circle");
    }

    @Test
    void listsSeveralObjects() {
        Set<String> captions = new TreeSet<>();
        SceneObject star = new SceneObject(
                SceneShape.STAR, SceneColour.ORANGE, SceneSize.MEDIUM, Texture.PLAIN, 0.2, 0.5, 0.14, 0);
        SceneObject ring =
                new SceneObject(SceneShape.RING, SceneColour.BLUE, SceneSize.SMALL, Texture.DOTTED, 0.5, 0.5, 0.1, 0);
        SceneObject heart =
                new SceneObject(SceneShape.HEART, SceneColour.PINK, SceneSize.LARGE, Texture.PLAIN, 0.8, 0.5, 0.2, 0);
        for (int i = 0; i < 200; i++) {
            captions.add(SceneCaption.of(
                    new Scene(1, i, 128, 128, Background.CLUTTERED, 0xdedede, List.of(star, ring, heart))));
        }

        assertThat(captions)
                .contains(
                        "an orange star, a blue ring and a pink heart on a cluttered background",
                        "an orange star, a small blue ring and a large pink heart on a cluttered background",
                        "a picture of an orange star, a blue ring and a pink heart",
                        "a cluttered background with an orange star, a blue ring and a pink heart",
                        "three shapes: an orange star, a blue ring and a pink heart")
                .hasSize(8);
    }

    @Test
    void parsesWhatAModelWroteAsFarAsItMakesSense() {
        assertThat(SceneCaption.parse("A Red circle, red a square, blueish star green   heart on pink crosses"))
                .containsExactly(
                        new ColouredShape(SceneColour.RED, SceneShape.CIRCLE),
                        new ColouredShape(SceneColour.GREEN, SceneShape.HEART));
        assertThat(SceneCaption.parse("")).isEmpty();
    }

    @Test
    void writesTheAttributesAsJson() throws Exception {
        Scene scene = GENERATOR.scene(1, 3);

        JsonNode json = new ObjectMapper().readTree(SceneJson.of(scene));

        assertThat(json.get("count").asInt()).isEqualTo(scene.objects().size());
        SceneObject first = scene.objects().get(0);
        assertThat(json.at("/objects/0/shape").asText()).isEqualTo(first.shape().word());
        assertThat(json.at("/objects/0/colour").asText())
                .isEqualTo(first.colour().word());
        assertThat(json.at("/index").asLong()).isEqualTo(3);
    }

    @Test
    void writesTheSameEnglishForTheSameIndex() {
        Set<String> lines = new TreeSet<>();
        for (int i = 0; i < 2000; i++) {
            String line = SceneText.line(4, i);
            assertThat(line).isEqualTo(SceneText.line(4, i)).matches("([A-Z][A-Za-z ]+\\. ?){2,4}");
            lines.add(line);
        }
        assertThat(lines.size()).isGreaterThan(1990);
    }
}
