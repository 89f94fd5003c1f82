package org.sparklavit.data.scene;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparklavit.data.image.RgbImage;

/**
 * Finds again what a picture of one object shows, without any model: pixels are sorted by the nearest of the objects'
 * colours, white (of textures) and the background, which is the median along the picture's edge. The colour is the one
 * that most pixels have; the shape is the one whose outline covers best what its largest patch covers, holes included.
 *
 * <p>So a picture that a model has drawn can be judged apart from all models. How far it can be trusted is measured on
 * true pictures by its test.
 */
public final class SceneEye {
    /** An object covers at least this share of its picture; less is noise. */
    private static final double LEAST_SHARE = 0.004;

    private static final int WHITE_RGB = 0xf8f8f4;
    private static final int BACKGROUND = -1;
    private static final List<SceneColour> COLOURS = List.of(SceneColour.values());
    private static final int WHITE = COLOURS.size();

    private SceneEye() {}

    /** The colour and shape of the one object; nothing if the picture shows none. */
    public static Optional<ColouredShape> look(RgbImage picture) {
        int[] kinds = kinds(picture);
        Map<SceneColour, Integer> counts = new EnumMap<>(SceneColour.class);
        for (int kind : kinds) {
            if (kind >= 0 && kind < WHITE) {
                counts.merge(COLOURS.get(kind), 1, Integer::sum);
            }
        }
        Optional<SceneColour> colour = counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= LEAST_SHARE * kinds.length)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
        return colour.map(found -> new ColouredShape(found, shape(picture, kinds, found)));
    }

    /** For each pixel the place of its colour among all, {@link #WHITE} or {@link #BACKGROUND}. */
    private static int[] kinds(RgbImage picture) {
        int background = background(picture);
        int[] kinds = new int[picture.width() * picture.height()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = kind(picture.rgb(i % picture.width(), i / picture.width()), background);
        }
        return kinds;
    }

    private static int kind(int rgb, int background) {
        int best = BACKGROUND;
        int least = distance(rgb, background);
        for (int kind = 0; kind < WHITE; kind++) {
            int distance = distance(rgb, COLOURS.get(kind).rgb());
            if (distance < least) {
                least = distance;
                best = kind;
            }
        }
        return distance(rgb, WHITE_RGB) < least ? WHITE : best;
    }

    private static int distance(int a, int b) {
        int red = (a >> 16 & 0xff) - (b >> 16 & 0xff);
        int green = (a >> 8 & 0xff) - (b >> 8 & 0xff);
        int blue = (a & 0xff) - (b & 0xff);
        return red * red + green * green + blue * blue;
    }

    /** The median of each channel along the edge, which objects do not touch. */
    private static int background(RgbImage picture) {
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int[] levels = new int[2 * (picture.width() + picture.height())];
            int count = 0;
            for (int x = 0; x < picture.width(); x++) {
                levels[count++] = picture.rgb(x, 0) >> shift & 0xff;
                levels[count++] = picture.rgb(x, picture.height() - 1) >> shift & 0xff;
            }
            for (int y = 0; y < picture.height(); y++) {
                levels[count++] = picture.rgb(0, y) >> shift & 0xff;
                levels[count++] = picture.rgb(picture.width() - 1, y) >> shift & 0xff;
            }
            Arrays.sort(levels);
            rgb |= levels[count / 2] << shift;
        }
        return rgb;
    }

    private static SceneShape shape(RgbImage picture, int[] kinds, SceneColour colour) {
        boolean[] covered = new boolean[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            covered[i] = kinds[i] == COLOURS.indexOf(colour) || kinds[i] == WHITE;
        }
        return Silhouette.largest(covered, picture.width()).nearestShape();
    }
}
