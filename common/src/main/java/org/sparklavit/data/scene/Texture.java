package org.sparklavit.data.scene;

import java.util.Locale;

/** What covers an object; stripes and dots are white. */
public enum Texture {
    PLAIN,
    STRIPED,
    DOTTED;

    /** The word in captions; a plain texture is not mentioned there. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
