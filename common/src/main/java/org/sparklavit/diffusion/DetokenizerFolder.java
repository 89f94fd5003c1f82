package org.sparklavit.diffusion;

import java.io.IOException;
import java.util.List;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;

/**
 * A trained detokenizer on disk, in diffusers' layout: {@code unet/}, {@code scheduler/} and, where it draws latents,
 * {@code vae/}; beside them {@code unet_proj.safetensors} and {@code detokenizer.conf} ({@link DetokenizerCard}).
 */
public final class DetokenizerFolder {
    private static final String CARD = "detokenizer.conf";
    private static final String AUTOENCODER = "vae";
    private static final String PROJECTION = "unet_proj.safetensors";

    private final Storage storage;
    private final String folder;

    /** The detokenizer in {@code folder}, which need not exist yet. */
    public DetokenizerFolder(Storage storage, String folder) {
        this.storage = storage;
        this.folder = folder;
    }

    /**
     * What the folder says of its detokenizer.
     *
     * @throws ConfigException if there is none
     */
    public DetokenizerCard card() throws IOException {
        String uri = child(CARD);
        if (!storage.exists(uri)) {
            throw new ConfigException(folder + " holds no trained detokenizer: " + CARD
                    + " is missing. Give the output folder of submit/train-detokenizer.sh, once it has finished.");
        }
        return ConfigLoader.loadText(DetokenizerCard.class, storage.readText(uri), uri)
                .value();
    }

    /**
     * Writes a detokenizer whose parameters are bound; the card comes last, so that without one there is no detokenizer.
     *
     * @param card its autoencoder, if it has one, is copied
     * @param side H = W of a sample
     */
    public void write(DetokenizerCard card, NoiseSchedule schedule, DetokenizerModel model, long side)
            throws IOException {
        SpaceConfig space = card.space();
        if (space instanceof SpaceConfig.Latents latents) {
            new DiffusersPart(storage, latents.autoencoder()).copyTo(child(AUTOENCODER));
            space = new SpaceConfig.Latents(latents.imageSize(), AUTOENCODER);
        }
        SafeTensorsWriter projection = new SafeTensorsWriter();
        model.projectionParameters().forEach(p -> projection.add(p.name(), p.value()));
        storage.writeAtomically(child(PROJECTION), projection::write);
        diffusers().writeUnet(model, side);
        diffusers().writeSchedule(schedule, space.isBounded());
        DetokenizerCard written = new DetokenizerCard(space, card.featureWidth(), card.tokenizerFingerprint());
        storage.writeText(child(CARD), ConfigLoader.of(written).effectiveHocon());
    }

    /** How samples drown in noise. */
    NoiseSchedule schedule() throws IOException {
        return diffusers().schedule();
    }

    /** In what it draws; the caller closes it. */
    SampleSpace openSpace() throws IOException {
        SpaceConfig space = card().space();
        return space instanceof SpaceConfig.Latents latents
                ? new SpaceConfig.Latents(latents.imageSize(), child(latents.autoencoder())).open(storage)
                : space.open(storage);
    }

    /** The model, whose parameters are not bound yet. */
    DetokenizerModel declareModel() throws IOException {
        return new DetokenizerModel(diffusers().unet(), card().featureWidth());
    }

    /** Binds the parameters of a model to weights, which the caller closes. */
    List<FrozenParameters> load(DetokenizerModel model) throws IOException {
        FrozenParameters unet = diffusers().loadUnet(model);
        try (LocalCopy copy = LocalCopy.of(storage, child(PROJECTION));
                SafeTensors file = SafeTensors.open(copy.path())) {
            return List.of(unet, FrozenParameters.load(model.projectionParameters(), file, ""));
        } catch (IOException | RuntimeException e) {
            unet.close();
            throw e;
        }
    }

    private DiffusersFolder diffusers() {
        return new DiffusersFolder(storage, folder);
    }

    private String child(String name) {
        return Storage.child(folder, name);
    }
}
