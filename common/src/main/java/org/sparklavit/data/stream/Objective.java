package org.sparklavit.data.stream;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/**
 * What is learned from images: the three ways to build a multimodal language model that docs/training.md compares. Text
 * is learned alike in all of them, id by id.
 */
public sealed interface Objective extends Serializable {
    /** What is predicted at the positions of an image. */
    enum ImageTarget {
        /** Its discrete codes, by the head that predicts text. */
        CODES,
        /** Its features, by a regression head. */
        FEATURES,
        /** Nothing: the image is only read. */
        NONE
    }

    /** Whether images of {@code stream} enter as features rather than as the embeddings of their codes. */
    boolean readsFeatures(Stream stream);

    /** What is predicted at the images of {@code stream}. */
    ImageTarget imageTarget(Stream stream);

    /** Whether {@code stream} teaches anything. */
    default boolean learns(Stream stream) {
        return true;
    }

    /** LaVIT (arXiv 2309.04669, equation 5): codes are words; images are generated as text is. */
    record Unified(
            @Setting(
                    help = "How an image enters as a condition: its merged features through a trained projection"
                            + " (continuous; the dump must hold features) or the embeddings of its codes (discrete).",
                    defaultsTo = "continuous")
            Condition condition,

            @Setting(help = "Whether the codes of a condition image are targets too.", defaultsTo = "true")
            boolean superviseImageCondition)
            implements Objective {
        @Override
        public boolean readsFeatures(Stream stream) {
            return stream == Stream.IMAGE_TEXT && condition == Condition.CONTINUOUS;
        }

        @Override
        public ImageTarget imageTarget(Stream stream) {
            return stream == Stream.TEXT_IMAGE || superviseImageCondition ? ImageTarget.CODES : ImageTarget.NONE;
        }
    }

    /** Adapter (as in BLIP-2 and LLaVA): features are a prompt, text alone is a target, no image can be generated. */
    record Adapter() implements Objective {
        @Override
        public boolean readsFeatures(Stream stream) {
            return stream != Stream.TEXT;
        }

        @Override
        public ImageTarget imageTarget(Stream stream) {
            return ImageTarget.NONE;
        }

        @Override
        public boolean learns(Stream stream) {
            return stream != Stream.TEXT_IMAGE;
        }
    }

    /** Emu (arXiv 2307.05222): features are read and the next one is predicted, by its squared distance. */
    record Emu(
            @Setting(
                    help = "Weight of a predicted feature's mean squared error beside the cross-entropy of an id.",
                    defaultsTo = "1.0",
                    range = "> 0")
            double regressionWeight)
            implements Objective {
        @Override
        public boolean readsFeatures(Stream stream) {
            return stream != Stream.TEXT;
        }

        @Override
        public ImageTarget imageTarget(Stream stream) {
            return ImageTarget.FEATURES;
        }
    }

    /** See {@link Unified#condition}. */
    enum Condition {
        CONTINUOUS,
        DISCRETE
    }
}
