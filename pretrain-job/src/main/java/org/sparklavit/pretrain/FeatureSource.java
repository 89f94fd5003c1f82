package org.sparklavit.pretrain;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.vision.Merger;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerConfig;
import org.sparklavit.vision.TokenizerFolder;

/** Where the features of images come from. */
sealed interface FeatureSource extends Serializable {
    /** D; 0 if no image enters as features. */
    int width();

    /** They are in the dump. */
    record Dump(int width) implements FeatureSource {}

    /**
     * They are computed of the images.
     *
     * @param tokenizer sizes of the merger
     * @param trainsMerger whether a merger is trained with the model
     * @param encoderParameters numbers in the encoder, which is never trained; 0 if unknown
     */
    record Online(int width, TokenizerConfig tokenizer, boolean trainsMerger, long encoderParameters)
            implements FeatureSource {
        /** Numbers that are loaded and not trained; those of selector and codebook are few. */
        long frozenParameters() {
            Parameters merger = Parameters.create();
            new Merger(merger, tokenizer, width);
            return encoderParameters + (trainsMerger ? 0 : merger.totalSize());
        }
    }

    /**
     * What {@code config} asks for.
     *
     * @param tokens what the dumps tell
     * @throws ConfigException if the features would be those of another tokenizer
     */
    static FeatureSource of(PretrainConfig config, Storage storage, TokenMetadata tokens) throws IOException {
        if (config.onlineFeatures().isEmpty()) {
            return new Dump(tokens.featureWidth());
        }
        OnlineFeaturesConfig online = config.onlineFeatures().get();
        TokenizerCard card = folder(config, online, storage).card();
        if (!card.fingerprint().equals(tokens.tokenizerFingerprint())) {
            throw new ConfigException("'online-features.tokenizer' is set to " + online.tokenizer()
                    + ", which has the fingerprint " + card.fingerprint() + ", but the dumps were made by "
                    + tokens.tokenizerFingerprint() + ". Name the tokenizer that made them.");
        }
        return new Online(
                card.encoder().width(),
                card.tokenizer(),
                online.trainsMerger(),
                card.encoder().numParameters());
    }

    /** The folder of {@code online}'s tokenizer. */
    static TokenizerFolder folder(PretrainConfig config, OnlineFeaturesConfig online, Storage storage) {
        return new TokenizerFolder(storage, Storage.resolve(config.root(), online.tokenizer()));
    }

    /** As {@code on-paper} has it. */
    static FeatureSource onPaper(PretrainConfig config, PaperSizes sizes) {
        return config.onlineFeatures()
                .<FeatureSource>map(online -> new Online(
                        sizes.featureWidth(), sizes.tokenizer(), online.trainsMerger(), sizes.encoderParameters()))
                .orElse(new Dump(sizes.featureWidth()));
    }

    /** Declares the merger that is trained with {@code model}, if there is one. */
    default Optional<Merger> declareMerger(UnifiedModel model) {
        return this instanceof Online online && online.trainsMerger()
                ? Optional.of(OnlineFeatures.declareMerger(model, online.tokenizer(), width()))
                : Optional.empty();
    }
}
