package org.sparklavit.tokenizer.latents;

import java.io.IOException;
import java.io.Serializable;
import org.sparklavit.config.Setting;
import org.sparklavit.data.batch.DecodingThreads;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.latent.LatentPrecision;
import org.sparklavit.diffusion.SpaceConfig;

/** Configuration of the encode-latents job. */
public record EncodeLatentsConfig(
        @Setting(help = "Output folder of the shard job") String input,

        @Setting(
                help = "Folder of an AutoencoderKL in diffusers' layout, config.json and"
                        + " diffusion_pytorch_model.safetensors: vae/ of a Stable Diffusion")
        String autoencoder,

        @Setting(help = "Folder for the latents: empty, not there yet, or an unfinished one of the same run")
        String output,

        @Setting(
                help = "Side of the square that each picture is brought to, as recipe.space.image-size of"
                        + " train-detokenizer",
                unit = "pixels",
                range = ">= 1")
        int imageSize,

        @Setting(
                help =
                        "square squeezes the whole picture into the square; centre-crop resizes the shorter side to it and"
                                + " cuts out the middle. As encoder.pixels.resize of the tokenizer whose tokens are drawn",
                defaultsTo = "square")
        Resize resize,

        @Setting(
                help = "Of the stored numbers; float32 keeps what is computed, in twice the space",
                defaultsTo = "float16")
        LatentPrecision precision,

        @Setting(
                help = "Images that the autoencoder computes at once",
                unit = "images",
                range = ">= 1",
                defaultsTo = "8")
        int batch,

        @Setting(help = DecodingThreads.HELP, range = ">= 1", defaultsTo = "1")
        int decodeThreads)
        implements Serializable {
    /** The same with absolute paths: executors run in other folders than the driver. */
    public EncodeLatentsConfig qualified(Storage storage) throws IOException {
        return new EncodeLatentsConfig(
                storage.qualify(input),
                storage.qualify(autoencoder),
                storage.qualify(output),
                imageSize,
                resize,
                precision,
                batch,
                decodeThreads);
    }

    /** What the latents are of. */
    public SpaceConfig.Latents space() {
        return new SpaceConfig.Latents(imageSize, autoencoder);
    }
}
