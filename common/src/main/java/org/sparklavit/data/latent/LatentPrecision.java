package org.sparklavit.data.latent;

/** How the numbers of a latent are stored, little-endian. */
public enum LatentPrecision {
    /** IEEE half precision. */
    FLOAT16(2),
    /** IEEE single precision: as they are computed. */
    FLOAT32(4);

    private final int bytes;

    LatentPrecision(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }
}
