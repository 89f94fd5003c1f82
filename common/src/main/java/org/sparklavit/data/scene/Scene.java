package org.sparklavit.data.scene;

import java.util.List;

/**
 * The truth about one picture.
 *
 * @param seed the corpus' seed
 * @param index which scene of the corpus; (seed, index) and the generator's settings give the same scene again
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param backgroundRgb muted tone, {@code 0xRRGGBB}
 * @param objects one to eight, from left to right, no two alike in both colour and shape
 */
public record Scene(
        long seed,
        long index,
        int width,
        int height,
        Background background,
        int backgroundRgb,
        List<SceneObject> objects) {
    /** Keeps its own list. */
    public Scene {
        objects = List.copyOf(objects);
    }

    /** The shorter side in pixels, the unit of {@link SceneObject#radius()}. */
    public int shorterSide() {
        return Math.min(width, height);
    }
}
