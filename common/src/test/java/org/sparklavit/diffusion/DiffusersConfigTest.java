package org.sparklavit.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;
import org.sparklavit.tensor.Parameters;

class DiffusersConfigTest {
    private static final String UNET = """
            {"_class_name": "UNet2DConditionModel", "act_fn": "silu", "attention_head_dim": 8,
             "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false, "cross_attention_dim": 768,
             "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
             "downsample_padding": 1, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "layers_per_block": 2,
             "mid_block_scale_factor": 1, "norm_eps": 1e-05, "norm_num_groups": 32, "out_channels": 4,
             "sample_size": 64}
            """;
    private static final String AUTOENCODER = """
            {"_class_name": "AutoencoderKL", "act_fn": "silu", "block_out_channels": [128, 256, 512, 512],
             "in_channels": 3, "latent_channels": 4, "layers_per_block": 2, "norm_num_groups": 32, "out_channels": 3}
            """;

    private final Parameters scope = Parameters.create();

    @Test
    void theUNetOfStableDiffusionHasAsManyParametersAsTheRealOne() {
        UNet unet = new UNet(scope, DiffusersConfig.unet(UNET, "config.json"));
        assertThat(scope.totalSize()).isEqualTo(859_520_964L);
        assertThat(unet.config().sideUnit()).isEqualTo(8);
    }

    @Test
    void theAutoencoderOfStableDiffusionHasAsManyParametersAsTheRealOne() {
        Autoencoder autoencoder = new Autoencoder(scope, DiffusersConfig.autoencoder(AUTOENCODER, "config.json"));
        assertThat(scope.totalSize()).isEqualTo(83_653_863L);
        assertThat(autoencoder.config().reduction()).isEqualTo(8);
        assertThat(autoencoder.config().scaling()).isEqualTo(0.18215);
    }

    @Test
    void anotherKindOfModelIsRefused() {
        assertThatThrownBy(() -> DiffusersConfig.autoencoder(UNET, "unet/config.json"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("unet/config.json", "_class_name", "AutoencoderKL");
    }

    @Test
    void whatTheUNetDoesNotComputeIsRefused() {
        assertThatThrownBy(() -> DiffusersConfig.unet(
                        UNET.replace("\"sample_size\": 64", "\"addition_embed_type\": \"text_time\""), "config.json"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("addition_embed_type", "must be null");
        assertThatThrownBy(() -> DiffusersConfig.unet(UNET.replace("\"freq_shift\": 0", "\"freq_shift\": 1"), "c"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'freq_shift' is set to 1 but must be 0");
        assertThatThrownBy(() -> DiffusersConfig.unet(UNET.replace("\"out_channels\": 4", "\"out_channels\": 8"), "c"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("out_channels");
    }

    @Test
    void aMissingNumberAndBrokenJsonAreNamed() {
        assertThatThrownBy(() -> DiffusersConfig.unet(UNET.replace("\"layers_per_block\": 2,", ""), "c"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("layers_per_block");
        assertThatThrownBy(() -> DiffusersConfig.unet("{", "unet/config.json"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unet/config.json is not JSON");
    }
}
