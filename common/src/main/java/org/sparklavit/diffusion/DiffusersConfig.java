package org.sparklavit.diffusion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.sparklavit.config.ConfigException;

/** Reads the {@code config.json} beside the weights of a U-Net or an autoencoder of diffusers, and its scheduler's. */
public final class DiffusersConfig {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ATTENDING = "CrossAttn";
    /** What these models compute and others of diffusers vary: another value would be silently wrong. */
    private static final Map<String, String> FIXED_UNET = Map.ofEntries(
            Map.entry("act_fn", "silu"),
            Map.entry("flip_sin_to_cos", "true"),
            Map.entry("freq_shift", "0"),
            Map.entry("center_input_sample", "false"),
            Map.entry("downsample_padding", "1"),
            Map.entry("mid_block_type", "UNetMidBlock2DCrossAttn"),
            Map.entry("mid_block_scale_factor", "1"),
            Map.entry("norm_eps", "1.0E-5"),
            Map.entry("dual_cross_attention", "false"),
            Map.entry("only_cross_attention", "false"),
            Map.entry("resnet_time_scale_shift", "default"),
            Map.entry("transformer_layers_per_block", "1"),
            Map.entry("time_embedding_type", "positional"),
            Map.entry("conv_in_kernel", "3"),
            Map.entry("conv_out_kernel", "3"));

    private static final Map<String, String> FIXED_AUTOENCODER =
            Map.of("act_fn", "silu", "in_channels", "3", "out_channels", "3", "mid_block_add_attention", "true");

    private static final Map<String, String> FIXED_SCHEDULE =
            Map.of("beta_schedule", "scaled_linear", "rescale_betas_zero_snr", "false");

    /** Further inputs of other models. */
    private static final List<String> ABSENT = List.of(
            "addition_embed_type",
            "class_embed_type",
            "encoder_hid_dim",
            "time_cond_proj_dim",
            "time_embedding_act_fn",
            "timestep_post_act");

    private final JsonNode root;
    private final String file;

    private DiffusersConfig(JsonNode root, String file) {
        this.root = root;
        this.file = file;
    }

    /**
     * The sizes of a {@code UNet2DConditionModel}.
     *
     * @param text of its {@code config.json}
     * @param file its name, for messages
     * @throws ConfigException if it is of another kind, or sets something that this U-Net does not compute
     */
    public static UNetConfig unet(String text, String file) {
        DiffusersConfig config = parse(text, file, "UNet2DConditionModel", FIXED_UNET);
        List<Integer> channels = config.integers("block_out_channels");
        // The field named after a width holds the number of heads: diffusers keeps that old mistake.
        String headsKey = config.root.hasNonNull("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
        List<Integer> heads = config.forEach(headsKey, channels.size());
        List<UNetLevel> levels = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            boolean attends =
                    config.root.path("down_block_types").path(i).asText().startsWith(ATTENDING);
            levels.add(new UNetLevel(channels.get(i), attends ? heads.get(i) : 0));
        }
        int sample = config.integer("out_channels");
        int overlay = config.integer("in_channels") - sample;
        if (overlay < 0) {
            throw config.unsupported("out_channels", "at most in_channels, for a U-Net that predicts noise");
        }
        return new UNetConfig(
                sample,
                overlay,
                levels,
                heads.get(heads.size() - 1),
                config.integer("layers_per_block"),
                config.integer("cross_attention_dim"),
                config.integer("norm_num_groups"),
                config.root.path("use_linear_projection").asBoolean(false));
    }

    /** The sizes of an {@code AutoencoderKL}; as {@link #unet}. */
    public static AutoencoderConfig autoencoder(String text, String file) {
        DiffusersConfig config = parse(text, file, "AutoencoderKL", FIXED_AUTOENCODER);
        return new AutoencoderConfig(
                config.integer("latent_channels"),
                config.integers("block_out_channels"),
                config.integer("layers_per_block"),
                config.integer("norm_num_groups"),
                config.root.path("scaling_factor").asDouble(0.18215));
    }

    /**
     * The noise of any scheduler of Stable Diffusion, which differ in how they sample, not in what was trained.
     *
     * @param text of {@code scheduler_config.json}
     * @param file its name, for messages
     */
    public static NoiseSchedule schedule(String text, String file) {
        DiffusersConfig config = read(text, file);
        config.check(FIXED_SCHEDULE);
        String prediction = config.root.path("prediction_type").asText("epsilon");
        return new NoiseSchedule(
                config.integer("num_train_timesteps"),
                config.number("beta_start"),
                config.number("beta_end"),
                Arrays.stream(Prediction.values())
                        .filter(each -> each.name().equalsIgnoreCase(prediction))
                        .findFirst()
                        .orElseThrow(() -> config.unsupported("prediction_type", "epsilon, v_prediction or sample")));
    }

    private static DiffusersConfig parse(String text, String file, String kind, Map<String, String> fixed) {
        DiffusersConfig config = read(text, file);
        if (!config.root.path("_class_name").asText(kind).equals(kind)) {
            throw config.unsupported("_class_name", kind);
        }
        config.check(fixed);
        ABSENT.stream().filter(config.root::hasNonNull).findFirst().ifPresent(key -> {
            throw config.unsupported(key, "null");
        });
        return config;
    }

    private static DiffusersConfig read(String text, String file) {
        try {
            return new DiffusersConfig(JSON.readTree(text), file);
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + " is not JSON: " + e.getOriginalMessage() + ". Fetch the file again.");
        }
    }

    private void check(Map<String, String> fixed) {
        fixed.forEach((key, value) -> {
            if (root.hasNonNull(key) && !root.get(key).asText().equals(value)) {
                throw unsupported(key, value);
            }
        });
    }

    private double number(String key) {
        if (!root.path(key).isNumber()) {
            throw unsupported(key, "a number");
        }
        return root.get(key).asDouble();
    }

    private int integer(String key) {
        if (!root.path(key).isInt()) {
            throw unsupported(key, "a whole number");
        }
        return root.get(key).asInt();
    }

    private List<Integer> integers(String key) {
        List<Integer> numbers = new ArrayList<>();
        root.path(key).forEach(number -> numbers.add(number.asInt()));
        if (numbers.isEmpty()) {
            throw unsupported(key, "a list of numbers");
        }
        return numbers;
    }

    /** One number for all levels, or a list of them. */
    private List<Integer> forEach(String key, int levels) {
        return root.path(key).isArray() ? integers(key) : Collections.nCopies(levels, integer(key));
    }

    private ConfigException unsupported(String key, String rule) {
        return new ConfigException(file + ": '" + key + "' is set to " + root.path(key) + " but must be " + rule
                + ". Choose a checkpoint of Stable Diffusion 1.x or 2.x.");
    }
}
