package org.sparklavit.diffusion;

import java.io.IOException;
import java.nio.file.Path;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerFolder;

/** The folder of a detokenizer with random weights: pictures of noise, the same for the same codes. */
public final class RandomDetokenizer {
    private static final int CHANNELS = 12;

    private RandomDetokenizer() {}

    /** Writes one for the tokenizer in {@code tokenizer}. */
    public static void write(Path folder, Path tokenizer) throws IOException {
        Storage storage = Storage.local();
        TokenizerCard card = new TokenizerFolder(storage, tokenizer.toString()).card();
        UNetSource.New unet = (UNetSource.New) TinyDiffusion.unet(CHANNELS);
        DetokenizerModel model =
                new DetokenizerModel(unet.sizes(), card.encoder().width());
        try (FrozenParameters weights = FrozenParameters.initialize(model.parameters(), 4)) {
            DetokenizerCard own =
                    new DetokenizerCard(TinyDiffusion.pixels(), card.encoder().width(), card.fingerprint());
            new DetokenizerFolder(storage, folder.toString())
                    .write(own, unet.schedule(), model, TinyDiffusion.SIDE / 2);
        }
    }
}
