package org.sparklavit.train;

import java.io.Serializable;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.Setting;
import org.sparklavit.tensor.Precision;

/** How long, how large, how often: what every training job has in its {@code training} block. */
public record TrainingConfig(
        @Setting(help = "Optimiser steps of the whole run.", unit = "steps", range = ">= 1")
        long steps,

        @Setting(
                help = "Samples (images, packed rows) in one optimiser step, over all ranks.",
                unit = "samples",
                range = ">= 1")
        int globalBatch,

        @Setting(
                help = "Samples that one rank computes at once; the rest of its share is accumulated.",
                unit = "samples",
                range = ">= 1")
        int microBatch,

        @Setting(help = "Seed of initial weights, noise and data order.", defaultsTo = "1")
        long seed,

        @Setting(help = "Steps between two log lines.", unit = "steps", range = ">= 1", defaultsTo = "10")
        long logEvery,

        @Setting(
                help = "Steps between two evaluations on held-out data; 0 for none.",
                unit = "steps",
                range = ">= 0",
                defaultsTo = "0")
        long evaluateEvery,

        @Setting(
                help = "Steps between two checkpoints; the last step always has one.",
                unit = "steps",
                range = ">= 1",
                defaultsTo = "500")
        long checkpointEvery,

        @Setting(help = "Newest checkpoints that are kept.", range = ">= 1", defaultsTo = "2")
        int keepLast,

        @Setting(
                help =
                        "Checkpoints of every so many steps are kept for good, beside the newest; 0 for none. A multiple of"
                                + " checkpoint-every.",
                unit = "steps",
                range = ">= 0",
                defaultsTo = "0")
        long keepEvery,

        @Setting(
                help = "Steps in a row without a finite gradient, each skipped, after which the run stops.",
                range = ">= 1",
                defaultsTo = "10")
        int maxSkippedSteps,

        @Setting(
                help = "How matrix products are computed; weights, gradients and the optimiser stay float32. auto is"
                        + " bfloat16 on a GPU that has it, float32 elsewhere.",
                defaultsTo = "auto")
        Precision precision,

        @Setting(
                help = "Whether gradients are summed over ranks while the pass back goes on. The results have the same"
                        + " bits either way.",
                defaultsTo = "true")
        boolean overlapCommunication,

        @Setting(help = "The optimiser.") OptimizerConfig optimizer)
        implements Serializable {

    public TrainingConfig {
        if (keepEvery % checkpointEvery != 0) {
            throw new IllegalArgumentException("'keep-every' is set to " + keepEvery
                    + " but must be a multiple of 'checkpoint-every' = " + checkpointEvery + ", or 0");
        }
    }

    /**
     * Micro-batches that each of {@code worldSize} ranks computes in a step.
     *
     * @throws ConfigException if the global batch does not divide evenly
     */
    public int accumulation(int worldSize) {
        if (globalBatch % (worldSize * microBatch) != 0) {
            throw new ConfigException("'training.global-batch' is set to " + globalBatch
                    + " but must be a multiple of ranks x 'training.micro-batch' = " + worldSize + " x " + microBatch
                    + ". Change one of them, or the number of executors.");
        }
        return globalBatch / (worldSize * microBatch);
    }
}
