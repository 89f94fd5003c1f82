package org.sparklavit.data.scene;

import java.util.Locale;

/** The eight colours an object can have: far apart from each other and from every background. */
public enum SceneColour {
    RED(0xd8, 0x1e, 0x28),
    ORANGE(0xff, 0x8a, 0x00),
    YELLOW(0xff, 0xe6, 0x1a),
    GREEN(0x12, 0x92, 0x3c),
    BLUE(0x1e, 0x50, 0xdc),
    PURPLE(0x82, 0x28, 0xa0),
    PINK(0xff, 0x78, 0xc8),
    BLACK(0x14, 0x14, 0x18);

    private final int rgb;

    SceneColour(int red, int green, int blue) {
        this.rgb = (red << 16) | (green << 8) | blue;
    }

    /** The colour as painted, {@code 0xRRGGBB}. */
    public int rgb() {
        return rgb;
    }

    /** The word in captions. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
