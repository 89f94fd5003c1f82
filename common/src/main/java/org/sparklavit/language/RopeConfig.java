package org.sparklavit.language;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** Rotary position embedding (arXiv 2104.09864), in Hugging Face's field names. */
public record RopeConfig(
        @Setting(help = "Base of the wavelengths (rope_theta).", defaultsTo = "10000.0", range = "> 0")
        double theta,

        @Setting(
                help = "Change of the wavelengths for contexts longer than those trained on (rope_scaling).",
                defaultsTo = "{ type = none }")
        Scaling scaling)
        implements Serializable {

    /** How the angle per position changes. */
    public sealed interface Scaling extends Serializable {
        /** The changed angle per position, in radians. */
        double scale(double frequency);
    }

    /** Wavelengths as they are. */
    public record None() implements Scaling {
        @Override
        public double scale(double frequency) {
            return frequency;
        }
    }

    /**
     * LLaMA 3.1's scaling: wavelengths beyond {@code original / low} positions grow by {@code factor}, those below
     * {@code original / high} stay, those between are blended.
     */
    public record Llama3(
            @Setting(help = "By how much long wavelengths grow (factor).", range = ">= 1")
            double factor,

            @Setting(help = "See high-frequency-factor (low_freq_factor).", defaultsTo = "1.0", range = "> 0")
            double lowFrequencyFactor,

            @Setting(
                    help = "Wavelengths below original-positions over this stay (high_freq_factor).",
                    defaultsTo = "4.0",
                    range = "> 0")
            double highFrequencyFactor,

            @Setting(
                    help = "Context length of the model before it was stretched (original_max_position_embeddings).",
                    unit = "tokens",
                    defaultsTo = "8192",
                    range = ">= 1")
            int originalPositions)
            implements Scaling {
        /** Checks the order of the two factors. */
        public Llama3 {
            if (highFrequencyFactor <= lowFrequencyFactor) {
                throw new IllegalArgumentException("'high-frequency-factor' is set to " + highFrequencyFactor
                        + " but must be above 'low-frequency-factor' = " + lowFrequencyFactor);
            }
        }

        @Override
        public double scale(double frequency) {
            double turns = originalPositions * frequency / (2 * Math.PI);
            double kept = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
            double blend = Math.max(0, Math.min(1, kept));
            return frequency * (blend + (1 - blend) / factor);
        }
    }

    /** Radians per position of each pair of features: (headWidth / 2). */
    float[] frequencies(int headWidth) {
        float[] frequencies = new float[headWidth / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) scaling.scale(Math.pow(theta, -2.0 * i / headWidth));
        }
        return frequencies;
    }
}
