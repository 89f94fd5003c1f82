package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.CodeDecoder;
import org.sparklavit.vision.TokenizerFolder;

/**
 * Visual tokens back to pixels (LaVIT section 3.1): the codes of an image are rebuilt into features, and these guide a
 * diffusion model from noise to a picture.
 *
 * <p>Shapes: B pictures, N patches, D width of features, samples (B, C, H, W). One thread at a time may draw.
 */
public final class Detokenizer implements AutoCloseable {
    private final DetokenizerCard card;
    private final CodeDecoder codes;
    private final DetokenizerModel model;
    private final NoiseSchedule schedule;
    private final SampleSpace space;
    private final List<FrozenParameters> weights;

    private Detokenizer(DetokenizerFolder folder, CodeDecoder codes, SampleSpace space) throws IOException {
        card = folder.card();
        this.codes = codes;
        this.space = space;
        schedule = folder.schedule();
        model = folder.declareModel();
        weights = folder.load(model);
    }

    /**
     * Loads a detokenizer and what it needs of its tokenizer.
     *
     * @param folder what train-detokenizer has written
     * @param tokenizerFolder what train-tokenizer has written
     * @throws ConfigException if there is none, if files are damaged, or if it was trained for another tokenizer
     */
    public static Detokenizer open(Storage storage, String folder, String tokenizerFolder) throws IOException {
        DetokenizerFolder files = new DetokenizerFolder(storage, folder);
        TokenizerFolder tokenizer = new TokenizerFolder(storage, tokenizerFolder);
        checkFingerprint(files.card(), tokenizer.card().fingerprint(), "the tokenizer in " + tokenizerFolder);
        CodeDecoder codes = tokenizer.loadCodeDecoder();
        try {
            SampleSpace space = files.openSpace();
            try {
                return new Detokenizer(files, codes, space);
            } catch (IOException | RuntimeException e) {
                space.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            codes.close();
            throw e;
        }
    }

    /** Of the tokenizer whose codes it draws. */
    public String tokenizerFingerprint() {
        return card.tokenizerFingerprint();
    }

    /**
     * Refuses codes of another tokenizer.
     *
     * @param fingerprint of the tokenizer that made the codes
     * @param where such as "the token dump in FOLDER", for the message
     * @throws ConfigException if it is another one
     */
    public void checkFingerprint(String fingerprint, String where) {
        checkFingerprint(card, fingerprint, where);
    }

    private static void checkFingerprint(DetokenizerCard card, String fingerprint, String where) {
        if (!card.tokenizerFingerprint().equals(fingerprint)) {
            throw new ConfigException("the detokenizer draws the codes of the tokenizer " + card.tokenizerFingerprint()
                    + ", but " + where + " is of " + fingerprint + ": the same codes would mean other pictures."
                    + " Give the tokenizer that it was trained with, or train a detokenizer for this one.");
        }
    }

    /** The number K of codes. */
    public int codebookSize() {
        return codes.codebookSize();
    }

    /** The most codes that a picture can have, N. */
    public int maxCodes() {
        return codes.patches();
    }

    /** Side of a drawn picture, in pixels. */
    public int imageSize() {
        return card.space().imageSize();
    }

    /** As the other one, where the first picture has the number 0. */
    public List<RgbImage> draw(List<int[]> codes, DrawingConfig settings) {
        return draw(codes, settings, 0);
    }

    /** As the other one, where the pictures are numbered from {@code firstNumber} on. */
    public List<RgbImage> draw(List<int[]> codes, DrawingConfig settings, long firstNumber) {
        return draw(
                codes,
                settings,
                LongStream.range(firstNumber, firstNumber + codes.size()).toArray());
    }

    /**
     * Draws one picture for each list of codes, all at once. The noise that a picture begins with depends on the seed and
     * its number alone, so that neither batches nor executors matter.
     *
     * @param codes 1 to {@link #maxCodes} ids of each picture
     * @param numbers of the pictures
     * @throws IllegalArgumentException if a picture has no code or too many, or an id is no code
     */
    public List<RgbImage> draw(List<int[]> codes, DrawingConfig settings, long[] numbers) {
        if (codes.isEmpty()) {
            return List.of();
        }
        try (Autograd still = Autograd.off();
                NDManager manager = Tensors.newManager()) {
            NDArray features_BND = this.codes.features(manager, codes);
            SampleNoise start = new SampleNoise(space.shape(), settings.seed());
            DdimSampler sampler =
                    new DdimSampler(schedule, settings.steps(), card.space().isBounded());
            NDArray samples_BCHW = sampler.sample(
                    start.ofPictures(manager, numbers),
                    (noisy, timestep) -> predict(noisy, timestep, features_BND, settings.guidance()));
            return pictures(space.decode(samples_BCHW));
        }
    }

    /** {@code without + guidance (with - without)}: with and without a condition, in one batch. */
    private NDArray predict(NDArray noisy, int timestep, NDArray features, double guidance) {
        int images = Math.toIntExact(noisy.getShape().get(0));
        NDArray own = Ops.detach(noisy.getManager(), features);
        if (guidance == 1) {
            return model.predict(noisy, same(timestep, images), own, kept(images, images));
        }
        NDArray both = model.predict(
                NDArrays.concat(new NDList(noisy, noisy)),
                same(timestep, 2 * images),
                NDArrays.concat(new NDList(own, own)),
                kept(images, 2 * images));
        NDList halves = both.split(2);
        NDArray with = halves.get(0);
        NDArray without = halves.get(1);
        return without.add(Ops.scale(with.sub(without), guidance));
    }

    private static int[] same(int timestep, int count) {
        int[] all = new int[count];
        Arrays.fill(all, timestep);
        return all;
    }

    private static float[] kept(int count, int of) {
        float[] kept = new float[of];
        Arrays.fill(kept, 0, count, 1);
        return kept;
    }

    /** (B, 3, S, S) in [-1, 1], what lies beyond cut off. */
    private List<RgbImage> pictures(NDArray pixels) {
        int plane = imageSize() * imageSize();
        float[] values = pixels.toFloatArray();
        List<RgbImage> pictures = new ArrayList<>();
        for (int from = 0; from < values.length; from += RgbImage.CHANNELS * plane) {
            byte[] packed = new byte[RgbImage.CHANNELS * plane];
            for (int i = 0; i < packed.length; i++) {
                float value = values[from + i % RgbImage.CHANNELS * plane + i / RgbImage.CHANNELS];
                packed[i] = (byte) Math.round(Math.min(1, Math.max(-1, value)) * 127.5f + 127.5f);
            }
            pictures.add(new RgbImage(imageSize(), imageSize(), packed));
        }
        return pictures;
    }

    @Override
    public void close() {
        weights.forEach(FrozenParameters::close);
        space.close();
        codes.close();
    }
}
