package org.sparklavit.data.scene;

import java.util.Locale;

/** The eight shapes an object can have: told apart by eye when ten pixels wide. */
public enum SceneShape {
    CIRCLE,
    SQUARE,
    TRIANGLE,
    STAR,
    RING,
    CROSS,
    DIAMOND,
    HEART;

    /** The word in captions. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The word for several of them. */
    public String plural() {
        return this == CROSS ? "crosses" : word() + "s";
    }
}
