package org.sparklavit.data.scene;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a scene shows, in words: every object from left to right, its colour directly before its shape, so that
 * {@link #parse} reads them back. A lone object is described in full, several may come with their sizes.
 */
public final class SceneCaption {
    private static final Pattern COLOURED_SHAPE = Pattern.compile("\\b("
            + Arrays.stream(SceneColour.values()).map(SceneColour::word).collect(Collectors.joining("|"))
            + ")\\s+("
            + Arrays.stream(SceneShape.values()).map(SceneShape::word).collect(Collectors.joining("|"))
            + ")\\b");

    /** Beyond this, sizes would make a caption longer than it is worth. */
    private static final int MOST_SIZED_OBJECTS = 3;

    private SceneCaption() {}

    /** The caption of a scene; which template is a function of (seed, index) too. */
    public static String of(Scene scene) {
        SceneRandom random = new SceneRandom(scene.seed(), scene.index(), SceneRandom.Stream.CAPTION);
        int count = scene.objects().size();
        boolean sized = count <= MOST_SIZED_OBJECTS && random.chance(0.5);
        String objects = Words.list(scene.objects().stream()
                .map(object -> Words.withArticle(count == 1 ? inFull(object) : inBrief(object, sized)))
                .toList());
        String background = scene.background().word() + " background";
        double template = random.unit();
        if (template < 0.6) {
            return objects + " on a " + background;
        }
        if (template < 0.75) {
            return "a picture of " + objects;
        }
        if (template < 0.9 || count == 1) {
            return "a " + background + " with " + objects;
        }
        return Words.number(count) + " shapes: " + objects;
    }

    /**
     * The coloured shapes that a text names, in its order: each colour word directly followed by a shape word. Anything
     * else is passed over, so it also reads what a model wrote.
     */
    public static List<ColouredShape> parse(String text) {
        return COLOURED_SHAPE
                .matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(SceneCaption::colouredShape)
                .toList();
    }

    private static ColouredShape colouredShape(MatchResult match) {
        return new ColouredShape(
                SceneColour.valueOf(match.group(1).toUpperCase(Locale.ROOT)),
                SceneShape.valueOf(match.group(2).toUpperCase(Locale.ROOT)));
    }

    private static String inFull(SceneObject object) {
        String texture =
                object.texture() == Texture.PLAIN ? "" : object.texture().word() + " ";
        return object.size().word() + " " + texture + inBrief(object, false);
    }

    private static String inBrief(SceneObject object, boolean sized) {
        String size = sized && object.size() != SceneSize.MEDIUM ? object.size().word() + " " : "";
        return size + object.colour().word() + " " + object.shape().word();
    }
}
