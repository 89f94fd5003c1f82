package org.sparklavit.data.image;

/** How a picture of any shape becomes the square that a vision encoder sees. */
public enum Resize {
    /** The whole picture squeezed or stretched into the square, as LaVIT does. */
    SQUARE,
    /** The shorter side resized to the square's, then the middle cut out, as CLIP does. */
    CENTRE_CROP
}
