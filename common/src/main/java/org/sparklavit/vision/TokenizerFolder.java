package org.sparklavit.vision;

import java.io.IOException;
import java.util.List;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;

/**
 * A trained tokenizer on disk: {@code tokenizer.conf} ({@link TokenizerCard}), {@code encoder.safetensors} or
 * {@code encoder.torchscript}, {@code tokenizer.safetensors} and {@code decoder.safetensors}, each with the official names of its state dict.
 */
public final class TokenizerFolder {
    private static final String CARD = "tokenizer.conf";
    private static final String ENCODER = "encoder.safetensors";
    private static final String TORCHSCRIPT = "encoder.torchscript";
    private static final String TOKENIZER = "tokenizer.safetensors";
    private static final String DECODER = "decoder.safetensors";
    private static final String DECODER_PREFIX = "decoder.";

    private final Storage storage;
    private final String folder;

    /** The tokenizer in {@code folder}, which need not exist yet. */
    public TokenizerFolder(Storage storage, String folder) {
        this.storage = storage;
        this.folder = folder;
    }

    /**
     * What the folder says of its tokenizer.
     *
     * @throws ConfigException if there is none
     */
    public TokenizerCard card() throws IOException {
        String uri = Storage.child(folder, CARD);
        if (!storage.exists(uri)) {
            throw new ConfigException(folder + " holds no trained tokenizer: " + CARD
                    + " is missing. Give the output folder of submit/train-tokenizer.sh, once it has finished.");
        }
        return ConfigLoader.loadText(TokenizerCard.class, storage.readText(uri), uri)
                .value();
    }

    /**
     * Writes a tokenizer whose parameters are bound; the card comes last, so that without one there is no tokenizer.
     *
     * @param card its fingerprint is filled in; its encoder's weights are copied
     * @param parameters of selector, merger, quantiser and codebook, and of the decoder behind {@code decoder.}
     * @return the card as it was written
     */
    public TokenizerCard write(TokenizerCard card, EncoderConfig.Loaded encoder, List<Parameter> parameters)
            throws IOException {
        String encoderFile = card.encoder() instanceof EncoderConfig.Torchscript ? TORCHSCRIPT : ENCODER;
        EncoderFiles.copy(storage, card.encoder().weights(), encoder.parameters(), Storage.child(folder, encoderFile));
        SafeTensorsWriter decoder = new SafeTensorsWriter();
        SafeTensorsWriter tokenizer = new SafeTensorsWriter();
        for (Parameter p : parameters) {
            if (p.name().startsWith(DECODER_PREFIX)) {
                decoder.add(p.name().substring(DECODER_PREFIX.length()), p.value());
            } else {
                tokenizer.add(p.name(), p.value());
            }
        }
        List<Parameter> deciding = parameters.stream()
                .filter(p -> !p.name().startsWith(DECODER_PREFIX))
                .toList();
        TokenizerCard written = new TokenizerCard(
                card.encoder().withWeights(encoderFile),
                card.tokenizer(),
                card.keepRatio(),
                Fingerprint.of(card, encoder, deciding));
        storage.writeAtomically(Storage.child(folder, DECODER), decoder::write);
        storage.writeAtomically(Storage.child(folder, TOKENIZER), tokenizer::write);
        storage.writeText(Storage.child(folder, CARD), ConfigLoader.of(written).effectiveHocon());
        return written;
    }

    /**
     * Loads everything that tokenising needs.
     *
     * @throws ConfigException if there is no tokenizer, or its files do not belong together
     */
    public TrainedTokenizer load() throws IOException {
        TokenizerCard card = card();
        EncoderConfig.Loaded encoder = card.encoder()
                .withWeights(Storage.child(folder, card.encoder().weights()))
                .load(storage);
        Parameters scope = Parameters.create();
        DynamicTokenizer tokenizer = new DynamicTokenizer(scope, scope, card.tokenizer(), encoder.encoder());
        FrozenParameters weights = read(scope, TOKENIZER);
        TrainedTokenizer trained = new TrainedTokenizer(card, tokenizer, encoder, weights);
        String found = Fingerprint.of(card, encoder, scope.all());
        if (!found.equals(card.fingerprint())) {
            trained.close();
            throw new ConfigException("the files in " + folder + " do not belong together: " + CARD + " has the"
                    + " fingerprint " + card.fingerprint() + " but the weights have " + found
                    + ". Copy the whole folder again from where it was trained.");
        }
        return trained;
    }

    /** Loads the decoder, which rebuilds the encoder's features; bound to weights that the caller closes. */
    public FrozenParameters loadDecoder(Parameters scope) throws IOException {
        return read(scope, DECODER);
    }

    private FrozenParameters read(Parameters scope, String name) throws IOException {
        try (LocalCopy copy = LocalCopy.of(storage, Storage.child(folder, name));
                SafeTensors file = SafeTensors.open(copy.path())) {
            return FrozenParameters.load(scope.all(), file, "");
        }
    }
}
