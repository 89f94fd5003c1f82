package org.sparklavit.data.order;

import java.util.ArrayList;
import java.util.List;
import org.sparklavit.config.ConfigException;

/**
 * How the shards of a data set are dealt to a training run. The run has a fixed number of lanes; lane l owns the shards
 * l, l + lanes, ...; a global batch takes the same number of samples from each lane; rank r serves the lanes l with
 * l mod world = r. So a rank reads only its own shards, and the global order is the same for every world size.
 */
public final class Lanes {
    private Lanes() {}

    /**
     * The number of lanes.
     *
     * @param configured the wish of the user, or 0 for the largest power of two that fits
     * @param what the data set, for the message
     * @throws ConfigException if the shards, the global batch or the ranks cannot be dealt evenly
     */
    public static int count(int configured, int shards, int globalBatch, int worldSize, String what) {
        int lanes = configured > 0 ? configured : largestPowerOfTwo(Math.min(shards, globalBatch), globalBatch);
        if (shards < worldSize || lanes > shards) {
            throw new ConfigException(what + " has " + shards + " shards, fewer than the "
                    + (shards < worldSize ? worldSize + " ranks" : lanes + " lanes")
                    + " that read it. Use fewer executors, or shard the corpus again with a smaller 'shard-mib'.");
        }
        if (lanes % worldSize != 0 || globalBatch % lanes != 0) {
            throw new ConfigException("'lanes' is " + lanes + " but must be a multiple of the " + worldSize
                    + " ranks and divide the global batch of " + globalBatch
                    + ". Set 'lanes', 'training.global-batch' or the number of executors accordingly.");
        }
        return lanes;
    }

    /** The lanes of {@code rank}, ascending. */
    public static List<Integer> ofRank(int rank, int worldSize, int lanes) {
        List<Integer> own = new ArrayList<>();
        for (int lane = rank; lane < lanes; lane += worldSize) {
            own.add(lane);
        }
        return own;
    }

    private static int largestPowerOfTwo(int limit, int globalBatch) {
        int lanes = Integer.highestOneBit(Math.max(1, limit));
        while (globalBatch % lanes != 0) {
            lanes /= 2;
        }
        return lanes;
    }
}
