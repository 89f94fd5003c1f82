package org.sparklavit.vision;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.WeightsException;

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
        List<Parameter> decoder =
                parameters.stream().filter(TokenizerFolder::isOfDecoder).toList();
        List<Parameter> tokenizer =
                parameters.stream().filter(p -> !isOfDecoder(p)).toList();
        return write(card, encoder, tokenizer, decoder, DECODER_PREFIX.length());
    }

    /** As the other one, with the decoder's parameters apart and nothing before their names. */
    public TokenizerCard write(
            TokenizerCard card, EncoderConfig.Loaded encoder, List<Parameter> tokenizer, List<Parameter> decoder)
            throws IOException {
        return write(card, encoder, tokenizer, decoder, 0);
    }

    private static boolean isOfDecoder(Parameter parameter) {
        return parameter.name().startsWith(DECODER_PREFIX);
    }

    private TokenizerCard write(
            TokenizerCard card,
            EncoderConfig.Loaded encoder,
            List<Parameter> tokenizer,
            List<Parameter> decoder,
            int prefixLength)
            throws IOException {
        String encoderFile = card.encoder() instanceof EncoderConfig.Torchscript ? TORCHSCRIPT : ENCODER;
        EncoderFiles.copy(storage, card.encoder().weights(), encoder.parameters(), Storage.child(folder, encoderFile));
        SafeTensorsWriter decoderFile = new SafeTensorsWriter();
        decoder.forEach(p -> decoderFile.add(p.name().substring(prefixLength), p.value()));
        SafeTensorsWriter tokenizerFile = new SafeTensorsWriter();
        tokenizer.forEach(p -> tokenizerFile.add(p.name(), p.value()));
        TokenizerCard written = new TokenizerCard(
                card.encoder().withWeights(encoderFile),
                card.tokenizer(),
                card.keepRatio(),
                Fingerprint.of(card, encoder, tokenizer));
        storage.writeAtomically(Storage.child(folder, DECODER), decoderFile::write);
        storage.writeAtomically(Storage.child(folder, TOKENIZER), tokenizerFile::write);
        storage.writeText(Storage.child(folder, CARD), ConfigLoader.of(written).effectiveHocon());
        return written;
    }

    /**
     * Loads everything that tokenising needs.
     *
     * @throws ConfigException if there is no tokenizer, or its files do not belong together; one error lists every
     *     mismatch of all files
     */
    public TrainedTokenizer load() throws IOException {
        TokenizerCard card = card();
        EncoderConfig encoderConfig =
                card.encoder().withWeights(Storage.child(folder, card.encoder().weights()));
        Parameters scope = Parameters.create();
        TokenizerParts parts = TokenizerParts.declare(
                scope, scope, card.tokenizer(), card.encoder().width());
        List<ConfigException> failures = new ArrayList<>();
        Optional<EncoderConfig.Loaded> encoder = attempt(failures, () -> encoderConfig.load(storage));
        Optional<FrozenParameters> weights = attempt(failures, () -> read(scope, TOKENIZER));
        if (!failures.isEmpty()) {
            encoder.ifPresent(EncoderConfig.Loaded::close);
            weights.ifPresent(FrozenParameters::close);
            throw WeightsException.together(failures);
        }
        DynamicTokenizer tokenizer = new DynamicTokenizer(encoder.get().encoder(), parts);
        TrainedTokenizer trained = new TrainedTokenizer(card, tokenizer, encoder.get(), scope.all(), weights.get());
        String found = Fingerprint.of(card, encoder.get(), scope.all());
        if (!found.equals(card.fingerprint())) {
            trained.close();
            throw new ConfigException("the files in " + folder + " do not belong together: " + CARD + " has the"
                    + " fingerprint " + card.fingerprint() + " but the weights have " + found
                    + ". Copy the whole folder again from where it was trained.");
        }
        return trained;
    }

    /** Opens a part of the tokenizer. */
    @FunctionalInterface
    private interface Part<T> {
        T open() throws IOException;
    }

    /** So that one error can list what is wrong with all parts. */
    private static <T> Optional<T> attempt(List<ConfigException> failures, Part<T> part) throws IOException {
        try {
            return Optional.of(part.open());
        } catch (ConfigException e) {
            failures.add(e);
            return Optional.empty();
        }
    }

    /** Loads the decoder, which rebuilds the encoder's features; bound to weights that the caller closes. */
    public FrozenParameters loadDecoder(Parameters scope) throws IOException {
        return read(scope, DECODER);
    }

    /**
     * Loads what turns codes back into features: the codebook and the decoder, without the encoder.
     *
     * @throws ConfigException if there is no tokenizer, or its files do not fit its card
     */
    public CodeDecoder loadCodeDecoder() throws IOException {
        TokenizerCard card = card();
        int patches = card.encoder().grid() * card.encoder().grid();
        Parameters codes = Parameters.create();
        Parameter codebook = Quantizer.declareCodebook(codes, card.tokenizer());
        Parameters scope = Parameters.create();
        FeatureDecoder decoder =
                new FeatureDecoder(scope, card.tokenizer(), card.encoder().width(), patches);
        FrozenParameters values = read(codes, TOKENIZER, name -> !name.equals(codebook.name()));
        try {
            return new CodeDecoder(decoder, codebook, patches, List.of(values, loadDecoder(scope)));
        } catch (IOException | RuntimeException e) {
            values.close();
            throw e;
        }
    }

    private FrozenParameters read(Parameters scope, String name) throws IOException {
        return read(scope, name, other -> false);
    }

    private FrozenParameters read(Parameters scope, String name, Predicate<String> unread) throws IOException {
        try (LocalCopy copy = LocalCopy.of(storage, Storage.child(folder, name));
                SafeTensors file = SafeTensors.open(copy.path())) {
            return FrozenParameters.load(scope.all(), file, "", unread);
        }
    }
}
