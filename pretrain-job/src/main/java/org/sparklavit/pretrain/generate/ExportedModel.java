package org.sparklavit.pretrain.generate;

import java.io.IOException;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.language.ModelFolder;
import org.sparklavit.language.ModelFolder.UnifiedInfo;
import org.sparklavit.language.TextTokenizer;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.vision.Merger;
import org.sparklavit.vision.TokenizerCard;

/**
 * A model that pretrain has exported, with its weights.
 *
 * @param merger that was trained with the model; none if it reads the tokenizer's features
 * @param parameters owned: freed when this is closed
 */
public record ExportedModel(
        UnifiedModel model, UnifiedInfo info, TextTokenizer text, Optional<Merger> merger, FrozenParameters parameters)
        implements AutoCloseable {
    /** The head of a model that predicts features instead of codes. */
    private static final String REGRESSION = "vit_head";

    /**
     * Loads a model.
     *
     * @param folder the {@code export} folder of a pretrain run
     * @param tokenizer of the images that it will read; none if it reads none
     * @throws ConfigException if the folder holds no such model, or one of another tokenizer
     */
    public static ExportedModel load(Storage storage, String folder, Optional<TokenizerCard> tokenizer)
            throws IOException {
        ModelFolder files = ModelFolder.open(storage, folder);
        UnifiedInfo info = info(files, folder);
        if (tokenizer.isPresent()) {
            checkTokenizer(info, tokenizer.get().fingerprint(), folder);
        }
        UnifiedModel model = new UnifiedModel(files.config().config(), info.vocabulary(), info.featureWidth());
        Optional<Merger> merger = tokenizer.isPresent() && files.has(OnlineFeatures.MERGER)
                ? Optional.of(
                        OnlineFeatures.declareMerger(model, tokenizer.get().tokenizer(), info.featureWidth()))
                : Optional.empty();
        TextTokenizer text = files.tokenizer(Optional.empty());
        FrozenParameters parameters = FrozenParameters.initialize(model.parameters(), 0);
        try {
            files.readInto(model, 0);
            return new ExportedModel(model, info, text, merger, parameters);
        } catch (IOException | RuntimeException e) {
            parameters.close();
            text.close();
            throw e;
        }
    }

    /**
     * What the folder tells of the model, without its weights.
     *
     * @throws ConfigException if it holds no model with codes
     */
    static UnifiedInfo info(ModelFolder files, String folder) {
        return files.unified()
                .orElseThrow(() -> new ConfigException(
                        "model = " + folder + " knows no visual codes. Give the export folder of a pretrain run."));
    }

    /** Refuses a model whose images are not made of codes. */
    static void checkDraws(ModelFolder files, String folder) throws IOException {
        if (files.has(REGRESSION)) {
            throw new ConfigException("model = " + folder + " was trained to predict features (objective = emu), not"
                    + " codes, so it cannot draw. Give one that was trained with objective = unified.");
        }
    }

    /** Refuses the codes of another tokenizer than the model's. */
    static void checkTokenizer(UnifiedInfo info, String fingerprint, String folder) {
        if (!info.tokenizerFingerprint().equals(fingerprint)) {
            throw new ConfigException("model = " + folder + " knows the codes of the tokenizer "
                    + info.tokenizerFingerprint() + " but 'tokenizer' is " + fingerprint
                    + ". Give the tokenizer that made the model's training tokens.");
        }
    }

    @Override
    public void close() {
        parameters.close();
        text.close();
    }
}
