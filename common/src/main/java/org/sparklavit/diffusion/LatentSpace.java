package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.function.BiFunction;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;

/** Latents of a frozen {@link Autoencoder}, one picture at a time unless asked: at full size its arrays are large. */
public final class LatentSpace implements SampleSpace {
    private final Autoencoder autoencoder;
    private final FrozenParameters weights;
    private final Shape shape;

    private LatentSpace(Autoencoder autoencoder, FrozenParameters weights, Shape shape) {
        this.autoencoder = autoencoder;
        this.weights = weights;
        this.shape = shape;
    }

    static LatentSpace open(Storage storage, SpaceConfig.Latents config) throws IOException {
        DiffusersPart part = new DiffusersPart(storage, config.autoencoder());
        AutoencoderConfig sizes = DiffusersConfig.autoencoder(part.config(), part.configFile());
        if (config.imageSize() % sizes.reduction() != 0) {
            throw new ConfigException("'image-size' is set to " + config.imageSize() + " but must be a multiple of "
                    + sizes.reduction() + " for the autoencoder in " + config.autoencoder() + ". Change one of them.");
        }
        Parameters scope = Parameters.create();
        Autoencoder autoencoder = new Autoencoder(scope, sizes);
        long side = config.imageSize() / sizes.reduction();
        return new LatentSpace(autoencoder, part.load(scope), new Shape(sizes.latentChannels(), side, side));
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public boolean isDrawn() {
        return true;
    }

    @Override
    public NDArray encode(NDArray pixels, NDArray noise) {
        return oneByOne(pixels, (scratch, one) -> {
            NDArray picture = Ops.detach(scratch, pixels).get(one);
            return autoencoder.encode(picture).sample(Ops.detach(scratch, noise).get(one));
        });
    }

    /** What the latents of all pictures (B, 3, S, S) are drawn from, in one batch; belongs to the pictures' manager. */
    public Moments moments(NDArray pixels) {
        NDManager owner = pixels.getManager();
        try (Autograd still = Autograd.off();
                NDManager scratch = owner.newSubManager()) {
            Moments moments = autoencoder.encode(Ops.detach(scratch, pixels));
            moments.mean().attach(owner);
            moments.deviation().attach(owner);
            return moments;
        }
    }

    /** A digest of all that decides the latents of given pixels, as 64 hexadecimal digits. */
    public String fingerprint() {
        return autoencoder.fingerprint();
    }

    @Override
    public NDArray decode(NDArray samples) {
        return oneByOne(
                samples,
                (scratch, one) ->
                        autoencoder.decode(Ops.detach(scratch, samples).get(one)));
    }

    /** Without gradient; what a picture leaves behind is freed before the next one. */
    private static NDArray oneByOne(NDArray batch, BiFunction<NDManager, NDIndex, NDArray> compute) {
        NDManager owner = batch.getManager();
        NDList results = new NDList();
        try (Autograd still = Autograd.off()) {
            for (long i = 0; i < batch.getShape().get(0); i++) {
                try (NDManager scratch = owner.newSubManager()) {
                    NDArray result = compute.apply(scratch, new NDIndex("{}:{}", i, i + 1));
                    result.attach(owner);
                    results.add(result);
                }
            }
            return results.size() == 1 ? results.head() : NDArrays.concat(results);
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
