package org.sparklavit.diffusion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** The folder of an autoencoder with random weights. */
public final class RandomAutoencoder {
    private RandomAutoencoder() {}

    /**
     * Writes it, the same at every call.
     *
     * @param change what else becomes of each parameter
     */
    public static void write(Path folder, AutoencoderConfig sizes, Consumer<Parameter> change) throws IOException {
        Parameters scope = Parameters.create();
        new Autoencoder(scope, sizes);
        try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 3)) {
            scope.all().forEach(change);
            new DiffusersPart(Storage.local(), folder.toString()).write(config(sizes), scope.all(), "");
        }
    }

    private static String config(AutoencoderConfig sizes) {
        return """
                {"_class_name": "AutoencoderKL", "block_out_channels": %s, "latent_channels": %d,
                 "layers_per_block": %d, "norm_num_groups": %d, "scaling_factor": %s}
                """.formatted(
                sizes.channels(), sizes.latentChannels(), sizes.blocksPerLevel(), sizes.normGroups(), sizes.scaling());
    }
}
