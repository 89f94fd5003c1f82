package org.sparklavit.diffusion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** Writes what {@link DiffusersConfig} reads, so that diffusers' {@code from_pretrained} loads it. */
final class DiffusersJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DiffusersJson() {}

    /**
     * The {@code config.json} of a {@code UNet2DConditionModel}.
     *
     * @param side H = W of its samples
     */
    static String unet(UNetConfig config, long side) {
        List<UNetLevel> levels = config.levels();
        ObjectNode root = named("UNet2DConditionModel");
        root.put("sample_size", side);
        root.put("in_channels", config.sampleChannels() + config.overlayChannels());
        root.put("out_channels", config.sampleChannels());
        root.put("layers_per_block", config.blocksPerLevel());
        root.put("cross_attention_dim", config.contextWidth());
        root.put("norm_num_groups", config.normGroups());
        root.put("use_linear_projection", config.linearProjection());
        ArrayNode channels = root.putArray("block_out_channels");
        ArrayNode heads = root.putArray("attention_head_dim");
        ArrayNode down = root.putArray("down_block_types");
        ArrayNode up = root.putArray("up_block_types");
        for (int i = 0; i < levels.size(); i++) {
            UNetLevel level = levels.get(i);
            UNetLevel mirrored = levels.get(levels.size() - 1 - i);
            channels.add(level.channels());
            heads.add(headsOf(config, i));
            down.add(level.attends() ? "CrossAttnDownBlock2D" : "DownBlock2D");
            up.add(mirrored.attends() ? "CrossAttnUpBlock2D" : "UpBlock2D");
        }
        return text(root);
    }

    /** The middle takes the heads of the last level, which count there even where that level does not attend itself. */
    private static int headsOf(UNetConfig config, int level) {
        if (level == config.levels().size() - 1) {
            return config.middleHeads();
        }
        return Math.max(1, config.levels().get(level).heads());
    }

    /** The {@code scheduler_config.json} of a {@code DDIMScheduler} that samples as {@link DdimSampler} does. */
    static String scheduler(NoiseSchedule schedule, boolean isBounded) {
        ObjectNode root = named("DDIMScheduler");
        root.put("num_train_timesteps", schedule.steps());
        root.put("beta_start", schedule.betaStart());
        root.put("beta_end", schedule.betaEnd());
        root.put("beta_schedule", "scaled_linear");
        root.put("prediction_type", schedule.prediction().name().toLowerCase(Locale.ROOT));
        root.put("clip_sample", isBounded);
        root.put("set_alpha_to_one", isBounded);
        root.put("steps_offset", 1);
        root.put("timestep_spacing", "leading");
        return text(root);
    }

    private static ObjectNode named(String kind) {
        return JSON.createObjectNode().put("_class_name", kind).put("_diffusers_version", "0.31.0");
    }

    private static String text(ObjectNode root) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values does not survive JSON", e);
        }
    }
}
