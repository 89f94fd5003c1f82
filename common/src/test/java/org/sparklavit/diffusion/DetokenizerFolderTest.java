package org.sparklavit.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.RandomTokenizer;
import org.sparklavit.vision.TokenizerFolder;

class DetokenizerFolderTest {
    private static final int WIDTH = 32;

    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        RandomTokenizer.write(folder.resolve("tokenizer"));
        String fingerprint =
                new TokenizerFolder(storage, path("tokenizer")).card().fingerprint();
        write("ours", fingerprint);
    }

    private void write(String name, String fingerprint) throws IOException {
        UNetSource.New source = (UNetSource.New) TinyDiffusion.unet(4, 8);
        DetokenizerModel model = new DetokenizerModel(source.sizes(), WIDTH);
        DetokenizerCard card = new DetokenizerCard(TinyDiffusion.latents(folder.resolve("vae")), WIDTH, fingerprint);
        try (FrozenParameters weights = FrozenParameters.initialize(model.parameters(), 2)) {
            new DetokenizerFolder(storage, path(name)).write(card, source.schedule(), model, 8);
        }
    }

    @Test
    void sizesAndScheduleComeBackFromDiffusersFiles() throws IOException {
        UNetSource.New source = (UNetSource.New) TinyDiffusion.unet(4, 8);
        DetokenizerFolder read = new DetokenizerFolder(storage, path("ours"));
        assertThat(read.declareModel().config()).isEqualTo(source.sizes());
        assertThat(read.schedule()).isEqualTo(source.schedule());
        assertThat(read.card().space()).isEqualTo(new SpaceConfig.Latents(16, "vae"));
        assertThat(Files.readString(folder.resolve("ours/scheduler/scheduler_config.json")))
                .contains("\"prediction_type\" : \"v_prediction\"", "\"clip_sample\" : false", "\"steps_offset\" : 1");
    }

    @Test
    void theFolderHoldsAllThatItNeeds() throws IOException {
        Files.delete(folder.resolve("vae/config.json"));
        Detokenizer.open(storage, path("ours"), path("tokenizer")).close();
    }

    @Test
    void aDetokenizerOfAnotherTokenizerIsRefused() throws IOException {
        write("foreign", "0123");
        assertThatThrownBy(() -> Detokenizer.open(storage, path("foreign"), path("tokenizer")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("draws the codes of the tokenizer 0123", "tokenizer is of ", "other pictures");
    }

    @Test
    void aFolderWithoutADetokenizerIsNamed() {
        assertThatThrownBy(() -> Detokenizer.open(storage, path("tokenizer"), path("tokenizer")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("holds no trained detokenizer", "submit/train-detokenizer.sh");
    }

    @Test
    void missingWeightsAreNamed() throws IOException {
        Files.delete(folder.resolve("ours/unet/diffusion_pytorch_model.safetensors"));
        assertThatThrownBy(() -> Detokenizer.open(storage, path("ours"), path("tokenizer")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("ours/unet", "diffusion_pytorch_model.safetensors is missing");
    }

    @Test
    void theNamesThatStableDiffusionWasSavedWithAreUnderstood() throws IOException {
        Path old = folder.resolve("old");
        Files.createDirectories(old);
        Files.copy(folder.resolve("vae/config.json"), old.resolve("config.json"));
        String weights = "diffusion_pytorch_model.safetensors";
        try (SafeTensors file = SafeTensors.open(folder.resolve("vae").resolve(weights));
                NDManager manager = Tensors.newManager();
                Autograd still = Autograd.off()) {
            SafeTensorsWriter writer = new SafeTensorsWriter();
            for (String name : file.names()) {
                writer.add(
                        name.replace(".to_q.", ".query.")
                                .replace(".to_k.", ".key.")
                                .replace(".to_v.", ".value.")
                                .replace(".to_out.0.", ".proj_attn."),
                        file.read(manager, name));
            }
            storage.writeAtomically(old.resolve(weights).toString(), writer::write);
            NDArray samples = manager.ones(new Shape(2, 4, 8, 8));
            try (SampleSpace now = new SpaceConfig.Latents(16, path("vae")).open(storage);
                    SampleSpace before = new SpaceConfig.Latents(16, path("old")).open(storage)) {
                assertThat(before.decode(samples).toFloatArray())
                        .containsExactly(now.decode(samples).toFloatArray());
            }
        }
    }

    @Test
    void aPictureThatTheAutoencoderCannotHalveIsRefused() {
        assertThatThrownBy(() -> new SpaceConfig.Latents(15, path("vae")).open(storage))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'image-size' is set to 15 but must be a multiple of 2");
        assertThatThrownBy(() -> new SpaceConfig.Pixels(15, 2))
                .hasMessage("'fold' is set to 2 but must divide 'image-size' = 15. Change one of them.");
    }

    @Test
    void theSchedulersOfStableDiffusionAreUnderstoodAndOthersRefused() {
        String pndm = """
                {"_class_name": "PNDMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear",
                 "beta_start": 0.00085, "num_train_timesteps": 1000, "set_alpha_to_one": false, "steps_offset": 1}
                """;
        assertThat(DiffusersConfig.schedule(pndm, "s")).isEqualTo(NoiseSchedule.ofStableDiffusion());
        assertThatThrownBy(() -> DiffusersConfig.schedule(pndm.replace("scaled_linear", "squaredcos_cap_v2"), "s"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'beta_schedule' is set to \"squaredcos_cap_v2\" but must be scaled_linear");
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}
