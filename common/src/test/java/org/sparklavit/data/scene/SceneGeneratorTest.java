package org.sparklavit.data.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SceneGeneratorTest {
    private static final SceneGenerator SQUARE = new SceneGenerator(128, 1);
    private static final int SCENES = 4000;

    @Test
    void drawsTheSameSceneWhateverWasDrawnBefore() {
        Scene alone = SQUARE.scene(5, 77);
        IntStream.range(0, 77).forEach(i -> SQUARE.scene(5, i));

        assertThat(SQUARE.scene(5, 77)).isEqualTo(alone);
        assertThat(SQUARE.scene(6, 77)).isNotEqualTo(alone);
        assertThat(SQUARE.scene(5, 78)).isNotEqualTo(alone);
    }

    @Test
    void keepsToItsOddsOfCountsAndClutter() {
        int[] counts = new int[SceneGenerator.MOST_OBJECTS + 1];
        int cluttered = 0;
        for (Scene scene : scenes(SQUARE)) {
            counts[scene.objects().size()]++;
            cluttered += scene.background() == Background.CLUTTERED ? 1 : 0;
        }

        assertThat(counts[0]).isZero();
        assertThat(counts[1] / (double) SCENES).isCloseTo(0.25, within(0.03));
        for (int count = 2; count < counts.length; count++) {
            assertThat(counts[count] / (double) SCENES).isCloseTo(0.75 / 7, within(0.02));
        }
        assertThat(cluttered / (double) SCENES).isCloseTo(0.2, within(0.03));
    }

    @Test
    void keepsObjectsInsideAndApart() {
        for (SceneGenerator generator : List.of(SQUARE, new SceneGenerator(128, 2.5))) {
            for (Scene scene : scenes(generator)) {
                List<SceneObject> objects = scene.objects();
                for (int i = 0; i < objects.size(); i++) {
                    assertInside(scene, objects.get(i));
                    for (int j = 0; j < i; j++) {
                        assertApart(scene, objects.get(i), objects.get(j));
                    }
                }
            }
        }
    }

    @Test
    void namesNoTwoObjectsAlikeAndListsThemFromLeftToRight() {
        for (Scene scene : scenes(SQUARE)) {
            List<ColouredShape> looks = scene.objects().stream()
                    .map(object -> new ColouredShape(object.colour(), object.shape()))
                    .toList();
            assertThat(new HashSet<>(looks)).hasSameSizeAs(looks);
            assertThat(scene.objects().stream().map(SceneObject::x)).isSorted();
        }
    }

    @Test
    void variesTheAspectAtEqualArea() {
        SceneGenerator generator = new SceneGenerator(128, 2);
        double widest = 0;
        double narrowest = 9;
        for (Scene scene : scenes(generator)) {
            double aspect = scene.width() / (double) scene.height();
            widest = Math.max(widest, aspect);
            narrowest = Math.min(narrowest, aspect);
            assertThat(Math.sqrt(scene.width() * (double) scene.height())).isCloseTo(128, within(1.0));
        }
        assertThat(widest).isCloseTo(2, within(0.05));
        assertThat(narrowest).isCloseTo(0.5, within(0.02));
    }

    @Test
    void refusesPicturesTooSmallToTellShapesApart() {
        assertThatThrownBy(() -> new SceneGenerator(31, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("side is 31 but must be at least 32 pixels: smaller shapes cannot be told apart");
        assertThatThrownBy(() -> new SceneGenerator(64, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("largestAspect is 0.5 but must lie between 1 and 4.0");
        assertThatThrownBy(() -> new SceneGenerator(64, 1, 9))
                .hasMessage("mostObjects is 9 but must lie between 1 and 8");
    }

    @Test
    void theNumberOfObjectsHasTheBoundThatWasAskedFor() {
        for (int most : new int[] {1, 2}) {
            SceneGenerator generator = new SceneGenerator(128, 1, most);
            assertThat(IntStream.range(0, 50)
                            .map(i -> generator.scene(3, i).objects().size())
                            .max())
                    .hasValue(most);
        }
    }

    private static List<Scene> scenes(SceneGenerator generator) {
        return IntStream.range(0, SCENES).mapToObj(i -> generator.scene(1, i)).toList();
    }

    private static void assertInside(Scene scene, SceneObject object) {
        double radius = object.radius() * scene.shorterSide();
        assertThat(object.x() * scene.width()).isBetween(radius, scene.width() - radius);
        assertThat(object.y() * scene.height()).isBetween(radius, scene.height() - radius);
    }

    private static void assertApart(Scene scene, SceneObject a, SceneObject b) {
        double dx = (a.x() - b.x()) * scene.width();
        double dy = (a.y() - b.y()) * scene.height();
        assertThat(Math.hypot(dx, dy)).isGreaterThan((a.radius() + b.radius()) * scene.shorterSide());
    }
}
