package org.sparklavit.data.scene;

import java.util.Locale;

/** What lies behind the objects. */
public enum Background {
    /** One muted tone. */
    PLAIN,
    /** A muted tone with faint lines and specks. */
    CLUTTERED;

    /** The word in captions. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
