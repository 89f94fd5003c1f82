package org.sparklavit.tokenizer.encoder;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** What the encoder learns from: the caption side of the contrastive pair, the caption's words, and its own pixels. */
public record TowerConfig(
        @Setting(help = "Width of the caption transformer; heads divides it.", range = ">= 1", defaultsTo = "128")
        int width,

        @Setting(help = "Blocks of the caption transformer.", range = ">= 1", defaultsTo = "2")
        int depth,

        @Setting(help = "Attention heads of the caption transformer.", range = ">= 1", defaultsTo = "4")
        int heads,

        @Setting(help = "Longest caption; what follows is cut.", unit = "tokens", range = ">= 1", defaultsTo = "80")
        int maxTokens,

        @Setting(
                help = "Width of the space in which images and captions are compared.",
                range = ">= 1",
                defaultsTo = "128")
        int sharedWidth,

        @Setting(
                help =
                        "Weight of each patch's task to rebuild its own pixels, which keeps features local; 0 for captions"
                                + " alone.",
                range = ">= 0",
                defaultsTo = "5")
        double pixelWeight,

        @Setting(
                help =
                        "Weight of the mean feature's squared length, per element. Features that all point one way differ"
                                + " by small angles, and the tokenizer's loss is an angle.",
                range = ">= 0",
                defaultsTo = "1")
        double centreWeight,

        @Setting(
                help = "Weight of the task to name the words of the caption. Contrast is content with those that tell a"
                        + " batch's captions apart; this asks for all.",
                range = ">= 0",
                defaultsTo = "10")
        double wordWeight)
        implements Serializable {}
