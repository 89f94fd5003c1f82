package org.sparklavit.collective;

/**
 * How n elements are cut into one contiguous segment per rank: segment r is [n r / world, n (r + 1) / world). Sizes
 * differ by at most one element; with fewer elements than ranks some segments are empty.
 */
public final class Segments {

    private Segments() {}

    /** First element of the segment of {@code rank}; {@code rank == world} gives the end of the last one, n. */
    public static int start(int n, int rank, int world) {
        return (int) ((long) n * rank / world);
    }

    /** One past the last element of the segment of {@code rank}. */
    public static int end(int n, int rank, int world) {
        return start(n, rank + 1, world);
    }

    /** Number of elements in the segment of {@code rank}. */
    public static int length(int n, int rank, int world) {
        return end(n, rank, world) - start(n, rank, world);
    }
}
