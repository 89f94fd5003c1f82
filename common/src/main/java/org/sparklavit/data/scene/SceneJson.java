package org.sparklavit.data.scene;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A scene's attributes as the JSON that lies beside its picture; lengths rounded to four decimals. */
public final class SceneJson {
    private static final double ROUNDING = 1e4;

    private SceneJson() {}

    /** One line: seed, index, width, height, background, count and the objects from left to right. */
    public static String of(Scene scene) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("seed", scene.seed())
                .put("index", scene.index())
                .put("width", scene.width())
                .put("height", scene.height())
                .put("background", scene.background().word())
                .put("backgroundColour", String.format("#%06x", scene.backgroundRgb()))
                .put("count", scene.objects().size());
        var objects = json.putArray("objects");
        for (SceneObject object : scene.objects()) {
            objects.addObject()
                    .put("shape", object.shape().word())
                    .put("colour", object.colour().word())
                    .put("size", object.size().word())
                    .put("texture", object.texture().word())
                    .put("x", rounded(object.x()))
                    .put("y", rounded(object.y()))
                    .put("radius", rounded(object.radius()))
                    .put("rotationRadians", rounded(object.rotationRadians()));
        }
        return json.toString();
    }

    private static double rounded(double value) {
        return StrictMath.rint(value * ROUNDING) / ROUNDING;
    }
}
