package org.sparklavit.tokenizer.detokenizer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.latent.LatentMetadata;
import org.sparklavit.data.latent.LatentShards;
import org.sparklavit.data.parquet.FooterException;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.parquet.TableFile;
import org.sparklavit.diffusion.LatentSpace;
import org.sparklavit.diffusion.SpaceConfig;

/**
 * The latents of the training images, found once and sent to every rank.
 *
 * @param folder output folder of encode-latents; empty if latents are computed while training
 * @param table its files
 */
public record CachedLatents(String folder, Table table) implements Serializable {
    /** Whether there are any. */
    public boolean isEmpty() {
        return folder.isEmpty();
    }

    /**
     * Reads the footers of the latents, if the configuration names any.
     *
     * @param shards the training images
     * @param tokenizers how the tokenizer's pictures are prepared
     * @throws ConfigException if there are none, or they are of other images or another autoencoder
     */
    public static CachedLatents find(
            TrainDetokenizerConfig config, Table shards, Preprocessing tokenizers, Storage storage) throws IOException {
        if (config.latents().isEmpty()) {
            return new CachedLatents("", new Table(List.of()));
        }
        CachedLatents found = open(storage, config.latents());
        found.check(storage, (SpaceConfig.Latents) config.recipe().space(), tokenizers);
        LatentShards.check(storage, shards, found.table, found.folder);
        return found;
    }

    private static CachedLatents open(Storage storage, String folder) throws IOException {
        try {
            return new CachedLatents(folder, Table.open(storage, Storage.child(folder, "data")));
        } catch (FileNotFoundException e) {
            throw new ConfigException("'latents' is set to " + folder + " but there are none (" + e.getMessage()
                    + "). Give the output folder of submit/encode-latents.sh, or leave the key out.");
        }
    }

    private void check(Storage storage, SpaceConfig.Latents config, Preprocessing tokenizers) throws IOException {
        try (LatentSpace space = config.open(storage)) {
            String fingerprint = space.fingerprint();
            List<Long> shape = LongStream.of(space.shape().getShape()).boxed().toList();
            for (TableFile file : table.files()) {
                LatentMetadata found = metadata(file);
                List<String> differences = new ArrayList<>();
                difference(differences, "the autoencoder", found.autoencoderFingerprint(), fingerprint);
                difference(differences, "the image size", found.imageSize(), config.imageSize());
                difference(
                        differences,
                        "resize",
                        found.resize(),
                        tokenizers.pixels().resize());
                difference(differences, "the shape", found.shape(), shape);
                refuse(file.file().name(), differences);
            }
        }
    }

    private LatentMetadata metadata(TableFile file) throws IOException {
        try {
            return LatentMetadata.fromFooter(file.file().uri(), file.footer());
        } catch (FooterException e) {
            throw new ConfigException("'latents' is set to " + folder + ", which cannot be read: " + e.getMessage());
        }
    }

    private static void difference(List<String> differences, String what, Object cached, Object wanted) {
        if (!cached.equals(wanted)) {
            differences.add(what + " was " + cached + " and is " + wanted);
        }
    }

    private void refuse(String file, List<String> differences) {
        if (!differences.isEmpty()) {
            throw new ConfigException(
                    "'latents' is set to " + folder + " but they are others than 'recipe.space' and the"
                            + " tokenizer ask for: in " + file + " " + String.join("; ", differences)
                            + ". Run encode-latents with the settings of this training, or leave the key out.");
        }
    }
}
