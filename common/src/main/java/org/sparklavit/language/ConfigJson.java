package org.sparklavit.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.sparklavit.config.ConfigException;
import org.sparklavit.language.RopeConfig.Llama3;

/**
 * Hugging Face's {@code config.json}, as far as it describes a LLaMA.
 *
 * @param config the sizes
 * @param vocabularySize V
 */
public record ConfigJson(LlamaConfig config, int vocabularySize) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROPE = "rope_scaling";
    private static final String ROPE_NEW = "rope_parameters";
    /** What this LLaMA computes and other members of the family vary: another value would be silently wrong. */
    private static final Map<String, JsonNode> FIXED = Map.of(
            "hidden_act", JSON.getNodeFactory().textNode("silu"),
            "attention_bias", JSON.getNodeFactory().booleanNode(false),
            "mlp_bias", JSON.getNodeFactory().booleanNode(false));

    /**
     * Understands the text of a {@code config.json}.
     *
     * @param file its name, for messages
     * @throws ConfigException if it describes something else than a LLaMA, or lacks a field
     */
    public static ConfigJson parse(String text, String file) {
        try {
            Fields fields = new Fields(JSON.readTree(text), file);
            fields.checkFixed();
            return new ConfigJson(fields.config(), fields.integer("vocab_size"));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new ConfigException(file + " is not JSON: " + e.getOriginalMessage() + ". Fetch the file again.");
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        }
    }

    /**
     * The text of a {@code config.json} that transformers opens as {@code LlamaForCausalLM}.
     *
     * @param endOfText the id that ends a text
     */
    public String write(int endOfText) {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("architectures").add("LlamaForCausalLM");
        root.put("model_type", "llama").put("torch_dtype", "float32");
        FIXED.forEach(root::set);
        root.put("vocab_size", vocabularySize).put("hidden_size", config.width());
        root.put("num_hidden_layers", config.blocks()).put("num_attention_heads", config.heads());
        root.put("num_key_value_heads", config.groups()).put("intermediate_size", config.mlpWidth());
        root.put("max_position_embeddings", config.maxPositions()).put("rms_norm_eps", config.rmsEpsilon());
        root.put("tie_word_embeddings", config.tiedHead()).put("eos_token_id", endOfText);
        root.putNull("bos_token_id").put("rope_theta", config.rope().theta());
        if (config.rope().scaling() instanceof Llama3 scaling) {
            writeScaling(root.putObject(ROPE), scaling);
        } else {
            root.putNull(ROPE);
        }
        return root.toPrettyString();
    }

    private static void writeScaling(ObjectNode node, Llama3 scaling) {
        node.put("rope_type", "llama3").put("factor", scaling.factor());
        node.put("low_freq_factor", scaling.lowFrequencyFactor());
        node.put("high_freq_factor", scaling.highFrequencyFactor());
        node.put("original_max_position_embeddings", scaling.originalPositions());
    }

    private record Fields(JsonNode root, String file) {
        LlamaConfig config() {
            LlamaConfig config = new LlamaConfig(
                    integer("hidden_size"),
                    integer("num_hidden_layers"),
                    integer("num_attention_heads"),
                    root.path("num_key_value_heads").asInt(0),
                    integer("intermediate_size"),
                    integer("max_position_embeddings"),
                    new RopeConfig(theta(), scaling()),
                    field("rms_norm_eps").asDouble(),
                    root.path("tie_word_embeddings").asBoolean(false));
            if (root.path("head_dim").asInt(config.headWidth()) != config.headWidth()) {
                throw unsupported("head_dim", String.valueOf(config.headWidth()));
            }
            return config;
        }

        void checkFixed() {
            FIXED.forEach((key, value) -> {
                if (root.hasNonNull(key) && !root.get(key).equals(value)) {
                    throw unsupported(key, value.toString());
                }
            });
            if (!root.path("model_type").asText().equals("llama")) {
                throw unsupported("model_type", "\"llama\"");
            }
        }

        private double theta() {
            JsonNode nested = root.path(ROPE_NEW).path("rope_theta");
            return nested.isNumber()
                    ? nested.asDouble()
                    : root.path("rope_theta").asDouble(10_000);
        }

        private RopeConfig.Scaling scaling() {
            JsonNode node = root.path(root.hasNonNull(ROPE_NEW) ? ROPE_NEW : ROPE);
            String type = node.path("rope_type").asText(node.path("type").asText("default"));
            return switch (type) {
                case "default" -> new RopeConfig.None();
                case "llama3" ->
                    new Llama3(
                            node.path("factor").asDouble(),
                            node.path("low_freq_factor").asDouble(),
                            node.path("high_freq_factor").asDouble(),
                            node.path("original_max_position_embeddings").asInt());
                default -> throw unsupported(ROPE + ".rope_type", "\"default\" or \"llama3\"");
            };
        }

        int integer(String key) {
            return field(key).asInt();
        }

        private JsonNode field(String key) {
            if (!root.path(key).isNumber()) {
                throw new ConfigException(file + " has no number '" + key
                        + "', which every LLaMA's config.json has. Choose the folder of a LLaMA checkpoint.");
            }
            return root.get(key);
        }

        private ConfigException unsupported(String key, String rule) {
            return new ConfigException(file + ": '" + key + "' is set to " + root.at("/" + key.replace('.', '/'))
                    + " but must be " + rule + ". Choose a checkpoint of the LLaMA family.");
        }
    }
}
