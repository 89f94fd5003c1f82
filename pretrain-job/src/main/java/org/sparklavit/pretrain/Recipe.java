package org.sparklavit.pretrain;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.Lanes;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.ModelFolder;
import org.sparklavit.language.TextTokenizer;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.language.training.OnlineFeatures;

/**
 * What follows from a configuration and the data it names; found on the driver, the same on every rank.
 *
 * @param llama sizes
 * @param vocabulary text ids, marks and codes
 * @param features where the features of images come from
 * @param predictsFeatures whether features are predicted too
 * @param tokenizerJson the text tokenizer
 * @param tokenizerFingerprint of the visual tokenizer; empty for a model of text alone
 * @param lanes of the data order
 */
record Recipe(
        LlamaConfig llama,
        Vocabulary vocabulary,
        FeatureSource features,
        boolean predictsFeatures,
        String tokenizerJson,
        String tokenizerFingerprint,
        int lanes)
        implements Serializable {

    /**
     * Opens everything that {@code config} names.
     *
     * @throws ConfigException if something is missing or does not fit together
     */
    static Recipe of(PretrainConfig config, Storage storage) throws IOException {
        OpenSources sources = new OpenSources(storage, OpenSources.Settings.of(config), config.sources());
        OpenSources heldOut = new OpenSources(storage, OpenSources.Settings.of(config), config.heldOut());
        sources.checkSameTokenizer(heldOut);
        int lanes = lanes(config);
        sources.checkRows(lanes);
        Optional<TokenMetadata> tokens = sources.tokens().or(heldOut::tokens);
        Optional<ModelFolder> folder = config.initFrom().isPresent()
                ? Optional.of(ModelFolder.open(storage, config.initFrom().get()))
                : Optional.empty();
        FeatureSource features = readsFeatures(config)
                ? FeatureSource.of(config, storage, tokens.orElseThrow())
                : new FeatureSource.Dump(0);
        checkMerger(folder, features);
        try (TextTokenizer text = tokenizer(config, storage, folder)) {
            return new Recipe(
                    checked(
                            folder.map(f -> f.config().config())
                                    .or(config::model)
                                    .orElseThrow(),
                            config),
                    vocabulary(text, tokens, folder),
                    features,
                    config.objective() instanceof Objective.Emu,
                    text.json(),
                    tokens.map(TokenMetadata::tokenizerFingerprint).orElse(""),
                    lanes);
        }
    }

    /**
     * What {@code on-paper} says, with nothing opened: for a plan, not for a run.
     *
     * @throws ConfigException if the numbers do not fit together
     */
    static Recipe onPaper(PretrainConfig config, PaperSizes sizes) {
        return new Recipe(
                checked(sizes.model(), config),
                new Vocabulary(sizes.textIds(), sizes.codes(), 0),
                readsFeatures(config) ? FeatureSource.onPaper(config, sizes) : new FeatureSource.Dump(0),
                config.objective() instanceof Objective.Emu,
                "",
                "",
                lanes(config));
    }

    /** Declares the model without a merger that is trained with it; costs no memory. */
    UnifiedModel declare() {
        int width = features.width();
        return new UnifiedModel(llama, vocabulary, width, predictsFeatures && width > 0);
    }

    /** The projection of a model that has a merger of its own understands no other. */
    private static void checkMerger(Optional<ModelFolder> folder, FeatureSource features) throws IOException {
        boolean trainsMerger = features instanceof FeatureSource.Online online && online.trainsMerger();
        if (features.width() > 0
                && !trainsMerger
                && folder.isPresent()
                && folder.get().has(OnlineFeatures.MERGER)) {
            throw new ConfigException("the model of 'init-from' was trained with a merger of its own, but"
                    + " 'online-features.merger' is not trained: its projection would read features that it does not"
                    + " know. Set 'online-features = { tokenizer = ..., merger = trained }'.");
        }
    }

    private static TextTokenizer tokenizer(PretrainConfig config, Storage storage, Optional<ModelFolder> folder)
            throws IOException {
        return config.textTokenizer().isPresent()
                ? TextTokenizer.load(storage, config.textTokenizer().get(), config.endOfText())
                : folder.orElseThrow().tokenizer(config.endOfText());
    }

    /** One lane per row of the batch, unless the user wants fewer: then every world size has the same order. */
    private static int lanes(PretrainConfig config) {
        int rows = config.training().globalBatch();
        config.training().accumulation(config.worldSize());
        int lanes = config.lanes() == 0 ? rows : config.lanes();
        return Lanes.count(lanes, Integer.MAX_VALUE, rows, config.worldSize(), "'sources'");
    }

    private static boolean readsFeatures(PretrainConfig config) {
        return Stream.concat(config.sources().stream(), config.heldOut().stream())
                .anyMatch(source -> config.objective().readsFeatures(source.stream()));
    }

    private static LlamaConfig checked(LlamaConfig llama, PretrainConfig config) {
        if (config.sequences().window() > llama.maxPositions()) {
            throw new ConfigException("'sequences.window' is set to "
                    + config.sequences().window() + " but must not exceed the model's " + llama.maxPositions()
                    + " positions. Set a smaller window, or 'model.max-positions'.");
        }
        return llama;
    }

    private static Vocabulary vocabulary(
            TextTokenizer text, Optional<TokenMetadata> tokens, Optional<ModelFolder> folder) {
        int codes = tokens.map(TokenMetadata::codebookSize).orElse(0);
        if (folder.isEmpty()) {
            return new Vocabulary(text.size(), codes, text.endOfText());
        }
        Optional<ModelFolder.UnifiedInfo> unified = folder.get().unified();
        if (unified.isPresent()) {
            return checked(unified.get(), tokens);
        }
        int known = folder.get().config().vocabularySize();
        if (text.size() > known) {
            throw new ConfigException("'text-tokenizer' has " + text.size() + " ids but the checkpoint of 'init-from'"
                    + " has " + known + ". Use the tokenizer.json that belongs to the checkpoint.");
        }
        return new Vocabulary(known, codes, text.endOfText());
    }

    private static Vocabulary checked(ModelFolder.UnifiedInfo unified, Optional<TokenMetadata> tokens) {
        tokens.map(TokenMetadata::tokenizerFingerprint)
                .filter(fingerprint -> !fingerprint.equals(unified.tokenizerFingerprint()))
                .ifPresent(fingerprint -> {
                    throw new ConfigException("the model of 'init-from' was trained on codes of the tokenizer "
                            + unified.tokenizerFingerprint() + " but the dumps of 'sources' hold codes of "
                            + fingerprint
                            + ". Tokenize with the tokenizer that belongs to the model.");
                });
        return unified.vocabulary();
    }
}
