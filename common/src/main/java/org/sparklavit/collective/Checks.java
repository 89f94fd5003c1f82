package org.sparklavit.collective;

import java.nio.ByteBuffer;

/** The argument rules that every implementation shares, so that a test on one finds mistakes made with another. */
public final class Checks {

    private Checks() {}

    /** A buffer of {@link Floats}. */
    public static void floats(ByteBuffer buffer) {
        var unused = Floats.view(buffer);
    }

    /** What a broadcast is called with. */
    public static void broadcast(ByteBuffer buffer, int root, int world) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("broadcast needs a direct buffer");
        }
        rank("root", root, world);
    }

    static void rank(String name, int rank, int world) {
        if (rank < 0 || rank >= world) {
            throw new IllegalArgumentException(name + " is " + rank + " but must be in [0, " + world + ")");
        }
    }

    static void worldSize(int world) {
        if (world < 1) {
            throw new IllegalArgumentException("world size is " + world + " but must be at least 1");
        }
    }
}
