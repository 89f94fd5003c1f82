package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Ops;

/**
 * A TorchScript archive as the encoder; {@code tools/golden/clip.py} made it and its results.
 *
 * <p>Worst difference seen: 0.
 */
class TorchScriptEncoderTest {
    private static final Path ARCHIVE = Golden.path("patches.torchscript");

    private final Storage storage = Storage.local();

    @TempDir
    Path temp;

    @Test
    void givesTheRowsWithoutTheClassToken() throws IOException {
        try (EncoderConfig.Loaded loaded = config(ARCHIVE, 16, 4, 4).load(storage);
                Golden golden = Golden.open("patches");
                Autograd recording = Autograd.on()) {
            NDArray features = loaded.encoder().features(golden.get("images"));
            NDArray rows = golden.get("rows");
            golden.checkForward("rows", Ops.rows(rows, 0, 1).concat(features, 1));
            assertThat(features.hasGradient()).isFalse();
        }
    }

    @Test
    void whatItGivesMustBeWhatTheConfigurationSays() {
        assertRefused(16, 1, 4, "(2, 5, 4) float32 but 'patches' = 1 and 'width' = 4 ask for (2, 1, 4) or (2, 2, 4)");
        assertRefused(16, 4, 8, "(2, 5, 4) float32 but 'patches' = 4 and 'width' = 8 ask for (2, 4, 8) or (2, 5, 8)");
        assertRefused(24, 4, 4, "maps 2 images of 24 x 24 to (2, 10, 4) float32 but 'patches' = 4");
    }

    @Test
    void anImageThatItCannotTakeIsAProblemOfTheConfiguration() {
        assertThatThrownBy(() -> config(ARCHIVE, 4, 1, 4).load(storage))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the TorchScript file " + ARCHIVE
                        + " does not map a tensor of the shape (2, 3, 4, 4) to one tensor:"
                        + " RuntimeError: Calculated padded input size per channel: (4 x 4). Kernel size: (8 x 8)."
                        + " Kernel size can't be greater than actual input size");
    }

    @Test
    void severalResultsAreRefused() {
        Path pair = Golden.path("pair.torchscript");
        assertThatThrownBy(() -> config(pair, 16, 4, 4).load(storage))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the TorchScript file " + pair
                                + " does not map a tensor of the shape (2, 3, 16, 16) to one tensor: Expected Tensor but got Tuple");
    }

    @Test
    void missingAndForeignFilesAreRefused() throws IOException {
        Path nowhere = temp.resolve("nowhere.pt");
        assertThatThrownBy(() -> config(nowhere, 16, 4, 4).load(storage))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the encoder's weights are set to " + nowhere
                        + " but there is no such file. Name a TorchScript file, as torch.jit.save writes it.");
        Path text = Files.writeString(temp.resolve("text.pt"), "no archive");
        assertThatThrownBy(() -> config(text, 16, 4, 4).load(storage))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(text + " is not a TorchScript archive that libtorch can load (")
                .hasMessageEndingWith("). Write one with torch.jit.save.");
    }

    @Test
    void patchesFormASquare() {
        assertThatThrownBy(() -> config(ARCHIVE, 16, 5, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'patches' is set to 5 but must be a square number: as many patches in a row as in a column");
        assertThat(config(ARCHIVE, 16, 4, 4).grid()).isEqualTo(2);
    }

    private void assertRefused(int imageSize, int patches, int width, String message) {
        assertThatThrownBy(() -> config(ARCHIVE, imageSize, patches, width).load(storage))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("the encoder in " + ARCHIVE + " maps 2 images of ")
                .hasMessageContaining(message)
                .hasMessageEndingWith("Set image-size, patches and width to those of the file, or name another file.");
    }

    private static EncoderConfig config(Path file, int imageSize, int patches, int width) {
        return new EncoderConfig.Torchscript(
                file.toString(), imageSize, patches, width, PixelConfig.clip(Resize.SQUARE));
    }
}
