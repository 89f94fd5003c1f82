package org.sparklavit.pretrain.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.scene.SceneEye;
import org.sparklavit.report.HtmlPage.Figure;

/**
 * Colour and shape of the one object of scenes, looked for in the pixels of pictures that a model has made, by
 * {@link SceneEye}. The same look at the true pictures says how far it can be trusted.
 */
final class ObjectsSeen {
    static final String NOTE =
            "Colour and shape are read from the pixels by fixed rules, without a model. The same rules"
                    + " applied to the true pictures, at the same size, say how far they can be trusted.";

    private static final int PERCENT = 100;

    private final Attributes made;
    private final Attributes original;

    /**
     * Looks.
     *
     * @param drawn of scenes with one object each
     */
    ObjectsSeen(List<Drawn> drawn) {
        made = look(drawn, Drawn::pixels);
        original = look(drawn, Drawn::original);
    }

    private static Attributes look(List<Drawn> drawn, Function<Drawn, RgbImage> pixels) {
        return Attributes.of(drawn.stream()
                .map(one ->
                        new Attributes.Pair(one.picture().onlyObject().orElseThrow(), SceneEye.look(pixels.apply(one))))
                .toList());
    }

    /**
     * Adds what was seen.
     *
     * @param what such as "show the %s that was asked for": what it means that an attribute is found
     */
    void show(String what, ObjectNode json, List<Figure> figures) {
        json.set("oneObject", made.toJson());
        json.set("oneObjectInTruePictures", original.toJson());
        figures.add(figure(what, "colour", made.colour(), made.chanceColour(), original.colour()));
        figures.add(figure(what, "shape", made.shape(), made.chanceShape(), original.shape()));
    }

    private static Figure figure(String what, String attribute, double share, double chance, double inTrue) {
        String meaning = String.format(
                Locale.ROOT,
                "of the images " + what + " (chance %.0f%%; found in %.0f%% of the true pictures)",
                attribute,
                PERCENT * chance,
                PERCENT * inTrue);
        return Figure.of("%.0f%%", PERCENT * share, meaning);
    }
}
