package org.sparklavit.data.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.BicubicResize;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.RgbImage;

class SceneEyeTest {
    private static final int SCENES = 600;

    /**
     * At the size of the corpus, and at the size of the demo's drawn pictures, JPEG and all. Seen: every colour, and 0.998 and 0.982 of
     * the shapes.
     */
    @ParameterizedTest
    @CsvSource({"128, 0.995, 0.99", "64, 0.995, 0.97"})
    void readsTruePicturesRight(int side, double colours, double shapes) throws BadImageException {
        SceneGenerator generator = new SceneGenerator(128, 1, 1);
        int colour = 0;
        int shape = 0;
        for (long index : LongStream.range(0, SCENES).toArray()) {
            Scene scene = generator.scene(7, index);
            Optional<ColouredShape> seen = SceneEye.look(picture(scene, side));
            SceneObject truth = scene.objects().get(0);
            colour += seen.filter(s -> s.colour() == truth.colour()).isPresent() ? 1 : 0;
            shape += seen.filter(s -> s.shape() == truth.shape()).isPresent() ? 1 : 0;
        }
        assertThat(colour / (double) SCENES).isGreaterThanOrEqualTo(colours);
        assertThat(shape / (double) SCENES).isGreaterThanOrEqualTo(shapes);
    }

    @Test
    void seesNothingOnAnEmptyBackground() {
        for (Background background : Background.values()) {
            Scene empty = new Scene(1, 1, 64, 64, background, 0xc8c4d2, List.of());
            assertThat(SceneEye.look(ScenePainter.paint(empty))).isEmpty();
        }
    }

    private static RgbImage picture(Scene scene, int side) throws BadImageException {
        byte[] file = JpegEncoder.encode(ScenePainter.paint(scene), 0.92);
        return BicubicResize.resize(ImageDecoder.strict().decode(file), side, side);
    }
}
