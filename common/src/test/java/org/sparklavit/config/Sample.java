package org.sparklavit.config;

import java.util.List;
import java.util.Optional;

/** A configuration with one of everything, for the tests of this package. */
record Sample(
        @Setting(help = "Folder the job writes.") String output,

        @Setting(help = "Optimizer steps.", defaultsTo = "1000", range = ">= 1")
        int steps,

        @Setting(help = "Tokens of one step.", unit = "tokens", defaultsTo = "65536")
        long tokensPerStep,

        @Setting(help = "Whether to go on from the last checkpoint.", defaultsTo = "true")
        boolean resume,

        @Setting(help = "Number format of the matrix products.", defaultsTo = "float-32")
        Precision precision,

        @Setting(
                help = "What was learned of the job while it ran, for whoever reads its output folder later: a text as"
                        + " long as its author likes, of one line or of several.")
        Optional<String> notes,

        @Setting(help = "Password of the object store.", secret = true)
        Optional<String> password,

        @Setting(help = "How weights move.") Optimizer optimizer,

        @Setting(help = "How the learning rate moves.", defaultsTo = "{ type = constant }")
        Schedule schedule,

        @Setting(help = "What is mixed.", defaultsTo = "[]") List<Stream> streams) {

    enum Precision {
        FLOAT_32,
        BFLOAT_16
    }

    record Optimizer(
            @Setting(help = "Peak learning rate.", defaultsTo = "3e-4", range = "> 0")
            double learningRate,

            @Setting(help = "Decay of both moments.", defaultsTo = "[0.9, 0.95]", range = "[0, 1)")
            List<Double> betas) {
        Optimizer {
            if (betas.size() != 2) {
                throw new IllegalArgumentException("'betas' is set to " + betas + " but must hold two numbers");
            }
        }
    }

    sealed interface Schedule {}

    record Constant() implements Schedule {}

    record CosineDecay(
            @Setting(help = "Steps until the peak.", defaultsTo = "100")
            int warmupSteps,

            @Setting(help = "Last rate over peak rate.") double minRatio)
            implements Schedule {}

    record Stream(
            @Setting(help = "Token folder.") String input,
            @Setting(help = "Share.") double weight) {}
}
