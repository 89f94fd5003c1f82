package org.sparklavit.diffusion;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;

/** The parts of a folder in the layout of Stable Diffusion that a detokenizer has: {@code unet/}, {@code scheduler/}. */
public final class DiffusersFolder {
    private static final String UNET = "unet";
    private static final String SCHEDULE = "scheduler/scheduler_config.json";

    private final Storage storage;
    private final String folder;

    /** The parts in {@code folder}, which need not exist yet. */
    public DiffusersFolder(Storage storage, String folder) {
        this.storage = storage;
        this.folder = folder;
    }

    /**
     * The sizes of the U-Net.
     *
     * @throws ConfigException if there is none, or one of another kind
     */
    public UNetConfig unet() throws IOException {
        return DiffusersConfig.unet(part().config(), part().configFile());
    }

    /**
     * How samples drown in noise.
     *
     * @throws ConfigException if nothing says so
     */
    public NoiseSchedule schedule() throws IOException {
        String uri = Storage.child(folder, SCHEDULE);
        if (!storage.exists(uri)) {
            throw new ConfigException("there is no " + uri + ". Give a folder in diffusers' layout.");
        }
        return DiffusersConfig.schedule(storage.readText(uri), uri);
    }

    /**
     * Copies the U-Net's weights into a model whose parameters are bound.
     *
     * @throws ConfigException if they do not fit; the message lists every mismatch
     */
    public void readUnetInto(DetokenizerModel model) throws IOException {
        DetokenizerModel file = new DetokenizerModel(model.config(), 1);
        try (FrozenParameters weights = loadUnet(file);
                Autograd still = Autograd.off()) {
            Iterator<Parameter> from = file.unetParameters().iterator();
            model.unetParameters()
                    .forEach(p -> FlatUpdates.copy(p.value(), from.next().value()));
        }
    }

    /** Binds the U-Net of a model to its weights, which the caller closes. */
    FrozenParameters loadUnet(DetokenizerModel model) throws IOException {
        return part().load(model.unetParameters(), DetokenizerModel.UNET);
    }

    /** Writes the U-Net; H = W = {@code side} of its samples. */
    void writeUnet(DetokenizerModel model, long side) throws IOException {
        List<Parameter> weights = model.unetParameters();
        part().write(DiffusersJson.unet(model.config(), side), weights, DetokenizerModel.UNET);
    }

    /** Writes the scheduler. */
    void writeSchedule(NoiseSchedule schedule, boolean isBounded) throws IOException {
        storage.writeText(Storage.child(folder, SCHEDULE), DiffusersJson.scheduler(schedule, isBounded));
    }

    private DiffusersPart part() {
        return new DiffusersPart(storage, Storage.child(folder, UNET));
    }
}
