package org.sparklavit.data.scene;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where objects go and how big they are: inside the picture and clear of each other. */
final class Placement {
    /** Sizes and centre of one object, in the units of {@link SceneObject}. */
    record Spot(SceneSize size, double x, double y, double radius) {}

    private static final double JITTER = 0.06;
    private static final double GAP = 0.015;
    private static final int DARTS = 60;
    private static final int ATTEMPTS = 20;

    private final SceneRandom random;
    private final double width;
    private final double height;

    private Placement(SceneRandom random, double width, double height) {
        this.random = random;
        this.width = width;
        this.height = height;
    }

    static List<Spot> of(SceneRandom random, int count, int widthPixels, int heightPixels) {
        double shorter = Math.min(widthPixels, heightPixels);
        Placement placement = new Placement(random, widthPixels / shorter, heightPixels / shorter);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Spot> spots = placement.attempt(placement.sizes(count));
            if (spots.size() == count) {
                return spots;
            }
        }
        List<Spot> spots = List.of();
        while (spots.size() < count) {
            spots = placement.attempt(Collections.nCopies(count, SceneSize.SMALL));
        }
        return spots;
    }

    /** Largest first, which is the order that packs well. The more objects, the fewer big ones. */
    private List<SceneSize> sizes(int count) {
        int large = count <= 2 ? count : count <= 4 ? 1 : 0;
        int medium = count <= 4 ? count : 3;
        List<SceneSize> sizes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            SceneSize size = random.pick(SceneSize.values());
            if (size == SceneSize.LARGE && large-- <= 0) {
                size = SceneSize.MEDIUM;
            }
            if (size == SceneSize.MEDIUM && medium-- <= 0) {
                size = SceneSize.SMALL;
            }
            sizes.add(size);
        }
        sizes.sort(Collections.reverseOrder());
        return sizes;
    }

    /** Throws darts for each size in turn; shorter than asked for if one found no free place. */
    private List<Spot> attempt(List<SceneSize> sizes) {
        List<Spot> spots = new ArrayList<>(sizes.size());
        for (SceneSize size : sizes) {
            double radius = size.radius() * random.between(1 - JITTER, 1 + JITTER);
            for (int dart = 0; dart < DARTS; dart++) {
                double x = random.between(radius + GAP, width - radius - GAP);
                double y = random.between(radius + GAP, height - radius - GAP);
                if (isFree(spots, x, y, radius)) {
                    spots.add(new Spot(size, x / width, y / height, radius));
                    break;
                }
            }
        }
        return spots;
    }

    private boolean isFree(List<Spot> spots, double x, double y, double radius) {
        for (Spot spot : spots) {
            double dx = spot.x() * width - x;
            double dy = spot.y() * height - y;
            double clear = spot.radius() + radius + GAP;
            if (dx * dx + dy * dy < clear * clear) {
                return false;
            }
        }
        return true;
    }
}
