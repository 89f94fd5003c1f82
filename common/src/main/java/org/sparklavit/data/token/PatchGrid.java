package org.sparklavit.data.token;

import java.io.Serializable;

/**
 * How many patches an image is cut into.
 *
 * @param height rows of patches
 * @param width patches in a row
 */
public record PatchGrid(int height, int width) implements Serializable {
    /** All patches of the image. */
    public int patches() {
        return height * width;
    }
}
