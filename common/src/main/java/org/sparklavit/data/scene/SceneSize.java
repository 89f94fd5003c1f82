package org.sparklavit.data.scene;

import java.util.Locale;

/** How big an object is. */
public enum SceneSize {
    SMALL(0.115),
    MEDIUM(0.165),
    LARGE(0.24);

    private final double radius;

    SceneSize(double radius) {
        this.radius = radius;
    }

    /** Radius of the circle around the object, in shorter sides of the picture, before a jitter of 6%. */
    double radius() {
        return radius;
    }

    /** The word in captions. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
