package org.sparklavit.tokenizer.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.WeightsException;
import org.sparklavit.vision.DynamicTokenizer;
import org.sparklavit.vision.EncoderConfig;
import org.sparklavit.vision.FeatureDecoder;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerFolder;

/**
 * Makes a tokenizer's folder of LaVIT's official weights, or of any others with their names. What the official files
 * hold beside the tokenizer is left: the encoder, the projection into the language model, the one into the U-Net.
 */
public final class TokenizerImport {
    private final Storage storage;
    private final ImportTokenizerConfig config;

    /** Ready to run. */
    public TokenizerImport(Storage storage, ImportTokenizerConfig config) {
        this.storage = storage;
        this.config = config;
    }

    /**
     * Reads the weights and writes the folder.
     *
     * @return what describes the tokenizer, its fingerprint included
     * @throws ConfigException if the files do not fit; one error lists every mismatch of both
     */
    public TokenizerCard run() throws IOException {
        if (!storage.isEmpty(config.output())) {
            throw new ConfigException("'output' is set to " + config.output()
                    + " but something is there already; remove it, or name another folder");
        }
        try (EncoderConfig.Loaded encoder = config.encoder().load(storage)) {
            Parameters tokenizer = Parameters.create();
            new DynamicTokenizer(tokenizer, tokenizer, config.tokenizer(), encoder.encoder());
            Parameters decoder = Parameters.create();
            new FeatureDecoder(
                    decoder,
                    config.tokenizer(),
                    encoder.encoder().width(),
                    encoder.encoder().patches());
            return bindAndWrite(encoder, tokenizer, decoder);
        }
    }

    private TokenizerCard bindAndWrite(EncoderConfig.Loaded encoder, Parameters tokenizer, Parameters decoder)
            throws IOException {
        List<ConfigException> failures = new ArrayList<>();
        try (FrozenParameters first = load(failures, tokenizer, config.tokenizerWeights(), this::isNotOfTheTokenizer);
                FrozenParameters second =
                        load(failures, decoder, config.decoderWeights(), name -> name.startsWith("unet_proj"))) {
            if (!failures.isEmpty()) {
                throw WeightsException.together(failures);
            }
            TokenizerCard card = new TokenizerCard(config.encoder(), config.tokenizer(), config.keepRatio(), "");
            return new TokenizerFolder(storage, config.output()).write(card, encoder, tokenizer.all(), decoder.all());
        }
    }

    private boolean isNotOfTheTokenizer(String name) {
        return name.startsWith("encoder.") || name.startsWith("vit_proj.");
    }

    private FrozenParameters load(
            List<ConfigException> failures, Parameters scope, String weights, Predicate<String> unread)
            throws IOException {
        List<Parameter> all = scope.all();
        try (LocalCopy copy = LocalCopy.of(storage, weights);
                SafeTensors file = SafeTensors.open(copy.path())) {
            return FrozenParameters.load(all, file, "", unread);
        } catch (ConfigException e) {
            failures.add(e);
            return null;
        }
    }
}
