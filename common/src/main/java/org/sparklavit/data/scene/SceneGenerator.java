package org.sparklavit.data.scene;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Draws scenes: a quarter have one object, the others two to eight, equally often; a fifth lie on clutter.
 *
 * @param side of a square picture in pixels; other aspects have the same area
 * @param largestAspect 1 for square pictures; above, width / height varies from its inverse to it
 * @param mostObjects in place of eight
 */
public record SceneGenerator(int side, double largestAspect, int mostObjects) implements Serializable {
    /** The most objects of one scene. */
    public static final int MOST_OBJECTS = 8;

    private static final double SINGLE_CHANCE = 0.25;
    private static final double CLUTTER_CHANCE = 0.2;
    private static final double LARGEST_ASPECT = 4;
    private static final double ROTATION_RADIANS = 0.2;
    private static final int SMALLEST_SIDE = 32;

    /** Muted tones, lighter than every object colour but yellow and far less saturated than that. */
    private static final List<Integer> TONES =
            List.of(0xd6d0c4, 0xc4ccd2, 0xc9d2c2, 0xd2c6c8, 0xdededa, 0xb8bcc0, 0xc8c4d2, 0xc2b8a8);

    /** Refuses pictures in which shapes could not be told apart. */
    public SceneGenerator {
        if (side < SMALLEST_SIDE) {
            throw new IllegalArgumentException("side is " + side + " but must be at least " + SMALLEST_SIDE
                    + " pixels: smaller shapes cannot be told apart");
        }
        if (mostObjects < 1 || mostObjects > MOST_OBJECTS) {
            throw new IllegalArgumentException(
                    "mostObjects is " + mostObjects + " but must lie between 1 and " + MOST_OBJECTS);
        }
        if (!(largestAspect >= 1 && largestAspect <= LARGEST_ASPECT)) {
            throw new IllegalArgumentException(
                    "largestAspect is " + largestAspect + " but must lie between 1 and " + LARGEST_ASPECT);
        }
    }

    /** Scenes with up to eight objects. */
    public SceneGenerator(int side, double largestAspect) {
        this(side, largestAspect, MOST_OBJECTS);
    }

    /** The scene of (seed, index), whatever was drawn before. */
    public Scene scene(long seed, long index) {
        SceneRandom random = new SceneRandom(seed, index, SceneRandom.Stream.LAYOUT);
        double stretch = StrictMath.sqrt(StrictMath.pow(largestAspect, random.between(-1, 1)));
        int width = (int) StrictMath.round(side * stretch);
        int height = (int) StrictMath.round(side / stretch);
        Background background = random.chance(CLUTTER_CHANCE) ? Background.CLUTTERED : Background.PLAIN;
        int tone = random.pick(TONES);
        boolean single = random.chance(SINGLE_CHANCE) || mostObjects == 1;
        int count = single ? 1 : 2 + random.below(mostObjects - 1);
        return new Scene(seed, index, width, height, background, tone, objects(random, count, width, height));
    }

    private static List<SceneObject> objects(SceneRandom random, int count, int width, int height) {
        Set<ColouredShape> used = new HashSet<>();
        List<SceneObject> objects = new ArrayList<>(count);
        for (Placement.Spot spot : Placement.of(random, count, width, height)) {
            ColouredShape look = look(random);
            while (!used.add(look)) {
                look = look(random);
            }
            Texture texture = random.chance(0.6) ? Texture.PLAIN : random.pick(Texture.values());
            double rotation = random.between(-ROTATION_RADIANS, ROTATION_RADIANS);
            objects.add(new SceneObject(
                    look.shape(), look.colour(), spot.size(), texture, spot.x(), spot.y(), spot.radius(), rotation));
        }
        objects.sort(Comparator.comparingDouble(SceneObject::x));
        return objects;
    }

    private static ColouredShape look(SceneRandom random) {
        return new ColouredShape(random.pick(SceneColour.values()), random.pick(SceneShape.values()));
    }
}
