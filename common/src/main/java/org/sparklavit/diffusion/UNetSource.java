package org.sparklavit.diffusion;

import java.io.IOException;
import java.io.Serializable;
import org.sparklavit.config.Setting;
import org.sparklavit.data.io.Storage;

/** Where a U-Net that is to be trained begins. */
public sealed interface UNetSource extends Serializable {
    /** The same with absolute paths. */
    UNetSource qualified(Storage storage) throws IOException;

    /** Random weights. */
    record New(
            @Setting(help = "Its sizes.") UNetConfig sizes,

            @Setting(help = "How samples drown in noise.", defaultsTo = "{}")
            NoiseSchedule schedule)
            implements UNetSource {
        @Override
        public New qualified(Storage storage) {
            return this;
        }
    }

    /** Trained weights, such as those of Stable Diffusion 1.5. */
    record Diffusers(
            @Setting(
                    help = "Folder in diffusers' layout: unet/config.json, unet/diffusion_pytorch_model.safetensors and"
                            + " scheduler/scheduler_config.json.")
            String folder)
            implements UNetSource {
        @Override
        public Diffusers qualified(Storage storage) throws IOException {
            return new Diffusers(storage.qualify(folder));
        }
    }
}
