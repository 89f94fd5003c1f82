package org.sparklavit.diffusion.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.List;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.vision.CodeDecoder;
import org.sparklavit.vision.Selection;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/** A trained tokenizer, there and back: pictures to the features that their tokens are rebuilt into. Never updated. */
public final class FrozenTokenizer implements AutoCloseable {
    private static final Selection SELECTION = new Selection.ArgMax();

    private final TrainedTokenizer tokenizer;
    private final CodeDecoder decoder;

    private FrozenTokenizer(TrainedTokenizer tokenizer, CodeDecoder decoder) {
        this.tokenizer = tokenizer;
        this.decoder = decoder;
    }

    /** Loads the tokenizer in {@code folder}. */
    public static FrozenTokenizer open(Storage storage, String folder) throws IOException {
        TokenizerFolder files = new TokenizerFolder(storage, folder);
        TrainedTokenizer tokenizer = files.load();
        try {
            return new FrozenTokenizer(tokenizer, files.loadCodeDecoder());
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** What decides its tokens. */
    public String fingerprint() {
        return tokenizer.card().fingerprint();
    }

    /** How it wants its pictures. */
    public Preprocessing preprocessing() {
        return tokenizer.card().encoder().preprocessing();
    }

    /** Width D of the features. */
    int width() {
        return tokenizer.card().encoder().width();
    }

    /** The features (B, N, D) that the tokens of a batch's first views say, without gradient. */
    NDArray rebuilt(NDManager manager, ImageBatch batch) {
        List<String> ids = batch.samples().stream().map(Sample::id).toList();
        int side = tokenizer.card().encoder().imageSize();
        try (Autograd still = Autograd.off();
                NDManager scratch = manager.newSubManager()) {
            NDArray images = scratch.create(batch.pixels(), new Shape(batch.size(), RgbImage.CHANNELS, side, side));
            int[][] codes =
                    tokenizer.tokenizer().tokenize(images, ids, SELECTION).codes();
            return decoder.features(manager, List.of(codes));
        }
    }

    @Override
    public void close() {
        decoder.close();
        tokenizer.close();
    }
}
