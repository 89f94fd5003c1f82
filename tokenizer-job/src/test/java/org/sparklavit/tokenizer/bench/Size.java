package org.sparklavit.tokenizer.bench;

import java.nio.file.Path;
import java.util.List;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.tokenizer.training.TrainTokenizerConfig;
import org.sparklavit.vision.EncoderConfig;
import org.sparklavit.vision.TokenizerConfig;
import org.sparklavit.vision.VisionTransformerConfig;

/**
 * What is measured at.
 *
 * @param tokenizeBatch images that the model tokenizes at once
 * @param trainBatch images of a training step
 * @param shardImages images from JPEG to Parquet
 * @param rounds how often each is timed
 */
record Size(
        String name,
        VisionTransformerConfig encoder,
        TokenizerConfig tokenizer,
        int tokenizeBatch,
        int trainBatch,
        int shardImages,
        int rounds) {

    /** By name; {@code root} holds {@code conf}. */
    static Size named(String name, Path root) {
        return switch (name) {
            case "tiny" -> tiny(root.resolve("conf/train-tokenizer-tiny.conf"));
            case "vit-b/16" ->
                new Size(
                        name,
                        new VisionTransformerConfig(224, 16, 768, 12, 12, 4),
                        new TokenizerConfig(12, 12, 12, 4.3637, 16384, 32),
                        4,
                        2,
                        8,
                        4);
            case "full" ->
                new Size(
                        name,
                        new VisionTransformerConfig(224, 14, 1408, 40, 16, 4.3637),
                        new TokenizerConfig(12, 12, 16, 4.3637, 16384, 32),
                        1,
                        1,
                        1,
                        3);
            default ->
                throw new IllegalArgumentException("SIZES has " + name + " but may have tiny, vit-b/16 and full");
        };
    }

    private static Size tiny(Path conf) {
        TrainTokenizerConfig config =
                ConfigLoader.load(TrainTokenizerConfig.class, conf, List.of()).value();
        VisionTransformerConfig encoder = ((EncoderConfig.Eva) config.encoder()).sizes();
        return new Size("tiny", encoder, config.tokenizer(), 32, 16, 1024, 20);
    }
}
