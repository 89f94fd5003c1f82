package org.sparklavit.data.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.image.BicubicResize;
import org.sparklavit.data.image.RgbImage;

class ScenePainterTest {
    private static final SceneGenerator GENERATOR = new SceneGenerator(128, 1);
    private static final int SCENES = 150;

    @Test
    void paintsTheSamePixelsTwice() {
        Scene scene = GENERATOR.scene(3, 11);

        assertThat(ScenePainter.paint(scene).pixels())
                .isEqualTo(ScenePainter.paint(scene).pixels());
    }

    @Test
    void paintsEachObjectInItsColour() {
        for (int i = 0; i < SCENES; i++) {
            Scene scene = GENERATOR.scene(1, i);
            RgbImage image = ScenePainter.paint(scene);
            for (SceneObject object : scene.objects()) {
                assertThat(commonestColour(image, scene, object)).isEqualTo(object.colour());
            }
        }
    }

    /** The centre of a solid plain shape is its colour, still after the resize that the tiny encoder sees. */
    @Test
    void keepsColoursThroughTheResizeOfTheTinyEncoder() {
        List<SceneShape> solid =
                List.of(SceneShape.CIRCLE, SceneShape.SQUARE, SceneShape.CROSS, SceneShape.DIAMOND, SceneShape.HEART);
        for (int i = 0; i < SCENES; i++) {
            Scene scene = GENERATOR.scene(2, i);
            RgbImage image = BicubicResize.resize(ScenePainter.paint(scene), 64, 64);
            for (SceneObject object : scene.objects()) {
                if (object.texture() == Texture.PLAIN && solid.contains(object.shape())) {
                    int rgb = image.rgb((int) (object.x() * 64), (int) (object.y() * 64));
                    assertThat(distance(rgb, object.colour().rgb())).isLessThan(24);
                }
            }
        }
    }

    @Test
    void keepsBackgroundsFarFromEveryObjectColour() {
        for (int i = 0; i < SCENES; i++) {
            int background = GENERATOR.scene(1, i).backgroundRgb();
            for (SceneColour colour : SceneColour.values()) {
                assertThat(distance(background, colour.rgb())).isGreaterThan(90);
            }
        }
    }

    @Test
    void followsTheAspectOfTheScene() {
        Scene scene = new SceneGenerator(100, 3).scene(1, 4);

        RgbImage image = ScenePainter.paint(scene);

        assertThat(image.width()).isEqualTo(scene.width()).isNotEqualTo(image.height());
        assertThat(image.height()).isEqualTo(scene.height());
    }

    /** Among the pixels around the object's centre that are nearer to an object colour than to anything else. */
    private static SceneColour commonestColour(RgbImage image, Scene scene, SceneObject object) {
        Map<SceneColour, Integer> votes = new EnumMap<>(SceneColour.class);
        double reach = object.radius() * scene.shorterSide();
        double centreX = object.x() * scene.width();
        double centreY = object.y() * scene.height();
        for (int y = (int) (centreY - reach); y < centreY + reach; y++) {
            for (int x = (int) (centreX - reach); x < centreX + reach; x++) {
                int rgb = image.rgb(Math.min(x, image.width() - 1), Math.min(y, image.height() - 1));
                if (Math.hypot(x - centreX, y - centreY) < reach) {
                    Arrays.stream(SceneColour.values())
                            .filter(colour -> distance(rgb, colour.rgb()) < 40)
                            .forEach(colour -> votes.merge(colour, 1, Integer::sum));
                }
            }
        }
        return votes.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
    }

    private static double distance(int a, int b) {
        int red = ((a >> 16) & 0xff) - ((b >> 16) & 0xff);
        int green = ((a >> 8) & 0xff) - ((b >> 8) & 0xff);
        int blue = (a & 0xff) - (b & 0xff);
        return Math.sqrt(red * red + green * green + (double) blue * blue);
    }
}
