package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.List;
import org.sparklavit.config.Setting;

/** How the selector's scores become a choice of patches. */
public sealed interface Selection extends Serializable {
    /** The noise (B, N, 2) that is added to the scores of the samples {@code ids}. */
    NDArray noise(NDManager manager, List<String> ids, int patches);

    /** A patch is kept if keeping it is at least as likely as dropping it. */
    record ArgMax() implements Selection {
        @Override
        public NDArray noise(NDManager manager, List<String> ids, int patches) {
            return manager.zeros(new Shape(ids.size(), patches, 2));
        }
    }

    /** Each patch is drawn with its probability, as the official code does; a draw depends on seed and sample alone. */
    record Sampled(
            @Setting(help = "Seed of the draws.", defaultsTo = "1")
            long seed) implements Selection {
        @Override
        public NDArray noise(NDManager manager, List<String> ids, int patches) {
            int values = patches * 2;
            float[] noise = new float[ids.size() * values];
            for (int b = 0; b < ids.size(); b++) {
                long key = GumbelNoise.keyOf(ids.get(b));
                GumbelNoise.fill(noise, b * values, values, 1, GumbelNoise.random(seed, 0, key));
            }
            return manager.create(noise, new Shape(ids.size(), patches, 2));
        }
    }
}
