package org.sparklavit.pretrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.scene.ColouredShape;
import org.sparklavit.data.scene.SceneColour;
import org.sparklavit.data.scene.SceneShape;
import org.sparklavit.pretrain.evaluate.HeldOut.Picture;

class HeldOutTest {
    @Test
    void aSceneTellsWhatItShows() {
        Picture scene = picture("{\"objects\": [{\"colour\": \"red\", \"shape\": \"star\"}]}");
        assertThat(scene.onlyObject()).contains(new ColouredShape(SceneColour.RED, SceneShape.STAR));
        assertThat(scene.references()).containsExactly("a caption");
    }

    @Test
    void otherImagesAreNoScenes() {
        assertThat(picture("{}").objects()).isEmpty();
        assertThat(picture("{\"objects\": [{\"name\": \"dog\"}]}").objects()).isEmpty();
    }

    @Test
    void allCaptionsOfAnImageAreReferences() {
        assertThat(picture("{\"captions\": [\"another\", \"a caption\"]}").references())
                .containsExactly("a caption", "another");
    }

    private static Picture picture(String metadata) {
        return Picture.of(new Sample("id", "test", "key", new byte[0], "a caption", 1, 1, metadata));
    }
}
