package org.sparklavit.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.vision.Golden;

/** The models of diffusers against diffusers; see {@code tools/golden/diffusion.py}. */
class DiffusionGoldenTest {
    private static final String FOLDER = "diffusion";

    private final Parameters scope = Parameters.create();

    private static String config(String name) throws IOException {
        return Files.readString(Golden.path(FOLDER, name + ".json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unet-v1", "unet-v2"})
    void theUNetPredictsTheSameNoise(String name) throws IOException {
        UNet unet = new UNet(scope, DiffusersConfig.unet(config(name), name));
        Parameter sample = Golden.input(scope, "sample", 2, 3, 8, 8);
        Parameter context = Golden.input(scope, "context", 2, 5, 6);
        try (Golden golden = Golden.open(FOLDER, name).load(scope);
                Autograd recording = Autograd.on()) {
            golden.fill(sample, "sample");
            golden.fill(context, "context");
            int[] timesteps = Arrays.stream(golden.get("timesteps").toLongArray())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            NDArray lent = golden.lent(sample);
            NDArray noise = unet.forward(lent, timesteps, context.value());
            golden.checkForward("output", noise);
            golden.checkGradients(noise, "probe", "");
        }
    }

    @Test
    void theAutoencoderEncodesAndDecodesTheSame() throws IOException {
        String name = "autoencoder";
        Autoencoder autoencoder = new Autoencoder(scope, DiffusersConfig.autoencoder(config(name), name));
        Parameter pixels = Golden.input(scope, "pixels", 2, 3, 8, 8);
        try (Golden golden = Golden.open(FOLDER, name).load(scope);
                Autograd recording = Autograd.on()) {
            golden.fill(pixels, "pixels");
            Moments moments = autoencoder.encode(golden.lent(pixels));
            golden.checkForward("mean", moments.mean());
            NDArray sampled = moments.sample(golden.get("noise"));
            golden.checkForward("sampled", sampled);
            NDArray decoded = autoencoder.decode(sampled);
            golden.checkForward("output", decoded);
            golden.checkGradients(decoded, "probe", "");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ddim, EPSILON, false, noise",
        "ddim-v, V_PREDICTION, true, velocity",
        "ddim-sample, SAMPLE, true, clean"
    })
    void theSamplerWalksTheSameWay(String name, Prediction prediction, boolean isBounded, String target)
            throws IOException {
        NoiseSchedule schedule = new NoiseSchedule(1000, 0.00085, 0.012, prediction);
        DdimSampler sampler = new DdimSampler(schedule, 20, isBounded);
        int[] at = {0, 500, 999};
        try (Golden golden = Golden.open(FOLDER, name)) {
            long[] expected = golden.get("timesteps").toLongArray();
            assertThat(sampler.timesteps())
                    .containsExactly(
                            Arrays.stream(expected).mapToInt(Math::toIntExact).toArray());
            NDArray clean = golden.get("clean");
            NDArray noise = golden.get("noise");
            golden.checkForward("noisy", schedule.addNoise(clean, noise, at));
            golden.checkForward(target, schedule.target(clean, noise, at));
            NDArray end = sampler.sample(
                    golden.get("start"),
                    (x, t) -> x.tanh().mul(x.getManager().create(0.9f)).add(t / 5000f));
            golden.checkForward("end", end);
        }
    }
}
