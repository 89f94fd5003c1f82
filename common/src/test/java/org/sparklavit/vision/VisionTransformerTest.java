package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Tensors;

class VisionTransformerTest {
    private static final VisionTransformerConfig SMALL = new VisionTransformerConfig(8, 4, 16, 2, 2, 4);

    private final Parameters scope = Parameters.create();
    private final VisionTransformer encoder = new VisionTransformer(scope, SMALL);

    @Test
    void parametersCarryTheOfficialNames() {
        assertThat(scope.all())
                .extracting(Object::toString)
                .contains(
                        "patch_embed.proj.weight(16, 3, 4, 4)",
                        "cls_token(1, 1, 16)",
                        "pos_embed(1, 5, 16)",
                        "blocks.1.attn.q_bias(16)",
                        "blocks.1.attn.v_bias(16)",
                        "blocks.1.attn.qkv.weight(48, 16)",
                        "blocks.1.attn.proj.bias(16)",
                        "blocks.1.norm2.weight(16)",
                        "blocks.1.mlp.fc1.weight(64, 16)",
                        "blocks.1.mlp.fc2.bias(16)")
                .hasSize(4 + 2 * 13);
    }

    @Test
    void theFullSizeIsThatOfEvaClipG() {
        Parameters full = Parameters.create();
        VisionTransformerConfig config = new VisionTransformerConfig(224, 14, 1408, 40, 16, 4.3637);
        VisionTransformer vit = new VisionTransformer(full, config);
        assertThat(vit.config().hidden()).isEqualTo(6144);
        assertThat(vit.config().patches()).isEqualTo(256);
        assertThat(full.totalSize()).isEqualTo(1_011_143_296L);
    }

    @Test
    void oneFeaturePerPatchComesOutAndEveryParameterLearns() {
        try (FlatParameters flat = FlatParameters.allocate(scope.all());
                NDManager manager = Tensors.newManager();
                Autograd recording = Autograd.on()) {
            flat.initialize(3);
            NDArray images = manager.randomNormal(new Shape(2, 3, 8, 8));
            NDArray features = encoder.features(images);
            assertThat(features.getShape()).isEqualTo(new Shape(2, 4, 16));
            flat.addGradients(features.mul(features).sum());
            flat.buckets().forEach(bucket -> assertThat(
                            bucket.gradients().abs().gt(0).countNonzero().getLong())
                    .isGreaterThan(bucket.size() * 9L / 10));
        }
    }

    @Test
    void sizesThatDoNotDivideAreRefused() {
        assertThatThrownBy(() -> new VisionTransformerConfig(64, 7, 16, 1, 1, 4))
                .hasMessage("'patch-size' is set to 7 but must divide 'image-size', which is 64");
        assertThatThrownBy(() -> new VisionTransformerConfig(64, 8, 16, 1, 3, 4))
                .hasMessage("'heads' is set to 3 but must divide 'width', which is 16");
    }
}
