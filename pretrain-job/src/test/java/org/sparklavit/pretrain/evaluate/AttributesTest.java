package org.sparklavit.pretrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.scene.ColouredShape;
import org.sparklavit.data.scene.SceneColour;
import org.sparklavit.data.scene.SceneShape;
import org.sparklavit.pretrain.evaluate.Attributes.Pair;

class AttributesTest {
    private static final ColouredShape RED_STAR = new ColouredShape(SceneColour.RED, SceneShape.STAR);
    private static final ColouredShape RED_RING = new ColouredShape(SceneColour.RED, SceneShape.RING);
    private static final ColouredShape BLUE_STAR = new ColouredShape(SceneColour.BLUE, SceneShape.STAR);

    @Test
    void sharesAndChanceAreCounted() {
        Attributes found = Attributes.of(List.of(
                new Pair(RED_STAR, Optional.of(RED_STAR)),
                new Pair(RED_STAR, Optional.of(RED_RING)),
                new Pair(BLUE_STAR, Optional.of(RED_RING)),
                new Pair(RED_RING, Optional.empty())));
        assertThat(found).isEqualTo(new Attributes(4, 0.5, 0.25, 0.25, 0.75, 0.75));
    }

    @Test
    void objectsAreTheSameInAnyOrderButAsOften() {
        assertThat(Attributes.isSame(List.of(RED_STAR, BLUE_STAR), List.of(BLUE_STAR, RED_STAR)))
                .isTrue();
        assertThat(Attributes.isSame(List.of(RED_STAR, RED_STAR), List.of(RED_STAR, BLUE_STAR)))
                .isFalse();
        assertThat(Attributes.isSame(List.of(RED_STAR), List.of(RED_STAR, BLUE_STAR)))
                .isFalse();
    }
}
