package org.sparklavit.collective;

import java.io.Serializable;
import java.time.Duration;

/**
 * How patient the ring is and in which pieces it sums.
 *
 * @param connectTimeout longest time from rendezvous to a closed ring
 * @param operationTimeout longest time an operation goes without a single byte moving; it must exceed the longest work
 *     that one rank does while the others wait for it, such as an evaluation on rank 0
 * @param chunkBytes largest piece that is received before it is summed: small enough for a core's cache, large enough to be
 *     worth a system call
 */
public record RingSettings(Duration connectTimeout, Duration operationTimeout, int chunkBytes) implements Serializable {

    private static final int MIN_CHUNK_BYTES = 64;

    /** One minute to connect, ten minutes of silence, pieces of 1 MiB. */
    public static final RingSettings DEFAULT = new RingSettings(Duration.ofMinutes(1), Duration.ofMinutes(10), 1 << 20);

    public RingSettings {
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("operationTimeout", operationTimeout);
        if (chunkBytes < MIN_CHUNK_BYTES || chunkBytes % Float.BYTES != 0) {
            throw new IllegalArgumentException(
                    "chunkBytes is " + chunkBytes + " but must be a multiple of 4, at least " + MIN_CHUNK_BYTES);
        }
    }

    /** The same with other timeouts. */
    public RingSettings withTimeouts(Duration connect, Duration operation) {
        return new RingSettings(connect, operation, chunkBytes);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + " but must be positive");
        }
    }
}
