package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.train.StepMetrics;
import org.sparklavit.vision.Golden;
import org.sparklavit.vision.MaskGradient;
import org.sparklavit.vision.PackedPatches;
import org.sparklavit.vision.TokenizerConfig;
import org.sparklavit.vision.VisionTransformer;
import org.sparklavit.vision.VisionTransformerConfig;

/**
 * A quantised training step and the moving averages of the codes against the same of LaVIT's official modules (see
 * {@code tools/golden/vision.py}): the three losses, their gradients in every part, ids, codes and averages.
 *
 * <p>Worst differences seen, which each test prints: forward 4e-7, gradients 1e-6; all ids agree.
 */
class OfficialTrainingTest {
    private static final VisionTransformerConfig ENCODER = new VisionTransformerConfig(16, 4, 16, 2, 2, 4.3637);
    private static final TokenizerConfig CONFIG = new TokenizerConfig(2, 2, 2, 4.3637, 24, 8);
    private static final ObjectiveConfig OBJECTIVE = new ObjectiveConfig(0.25, 3, ObjectiveConfig.RateOver.BATCH, 0.5);

    private final Parameters scope = Parameters.create();
    private final TokenizerModel model = new TokenizerModel(
            scope, scope, CONFIG, new VisionTransformer(Parameters.create(), ENCODER), MaskGradient.EXACT);
    private final TokenizerObjective objective = new TokenizerObjective(OBJECTIVE, new SoloCollective());

    @Test
    void reconstructionAndCommitmentWithTheirGradients() throws IOException {
        try (Golden tokenizer = Golden.open("tokenizer");
                Golden decoder = Golden.open("decoder");
                Golden golden = golden("reconstruction and commitment", tokenizer, decoder);
                Autograd recording = Autograd.on()) {
            NDArray features = tokenizer.get("features");
            PackedPatches patches = PackedPatches.of(decoder.get("kept"));
            CutGraph graph = CutGraph.keeping();
            TokenizerModel.Pass pass = model.packedQuantised(features, patches, graph);
            golden.checkIds("ids", pass.ids().toLongArray());
            NDArray reconstruction = objective.reconstruction(features, pass.rebuilt());
            golden.checkForward("reconstruction", reconstruction);
            NDArray commitment = objective.commitment(pass.projected(), pass.codes(), patches);
            golden.checkForward("commitment", commitment);
            golden.checkGradientsOf(
                    reconstruction.add(commitment), graph, "", "causal_encoder.", "encode_task_layer.", "decoder.");
        }
    }

    @Test
    void rateWithItsGradientsInTheSelector() throws IOException {
        try (Golden tokenizer = Golden.open("tokenizer");
                Golden decoder = Golden.open("decoder");
                Golden golden = golden("rate", tokenizer, decoder);
                Autograd recording = Autograd.on()) {
            NDArray mask = model.mask(tokenizer.get("features"), golden.get("rate_noise"));
            NDArray rate = objective.rate(mask, OBJECTIVE.keepRatio());
            golden.checkForward("rate", rate);
            golden.checkGradientsOf(rate, "", "token_predictor.");
        }
    }

    @Test
    void movingAverages() throws IOException {
        try (Golden tokenizer = Golden.open("tokenizer");
                Golden decoder = Golden.open("decoder");
                Golden golden = golden("moving averages", tokenizer, decoder);
                CodebookState state =
                        new CodebookState(model.tokenizer().quantizer().codebook());
                Autograd still = Autograd.off()) {
            float[] ones = new float[CONFIG.codebookSize()];
            Arrays.fill(ones, 1);
            state.start(new CosineKMeans.Clusters(codes(), ones), ones.length);
            CodebookConfig config =
                    new CodebookConfig(CodebookConfig.Start.K_MEANS, 1, 1, CodebookConfig.Update.EMA, 0.9, 100, true);
            CodebookEma averages = new CodebookEma(config, state, new SoloCollective(), 1);
            golden.checkIds("ema_ids", update(averages, golden));
            NDManager manager = golden.manager();
            CodebookState.Values after = state.read();
            Shape codes = new Shape(CONFIG.codebookSize(), CONFIG.codeWidth());
            golden.checkForward("ema_codes", manager.create(after.codes(), codes));
            golden.checkForward("ema_sums", manager.create(after.sums(), codes));
            golden.checkForward("ema_counts", manager.create(after.counts()));
        }
    }

    /** One update for each step of the file; returns the ids that its features were given. */
    private long[] update(CodebookEma averages, Golden golden) {
        NDArray steps = golden.get("ema_rows");
        int perStep = Math.toIntExact(steps.getShape().get(1));
        long[] ids = new long[Math.toIntExact(steps.getShape().get(0)) * perStep];
        for (int step = 0; step * perStep < ids.length; step++) {
            NDArray rows = steps.get(step);
            NDArray nearest = model.tokenizer().quantizer().nearest(rows);
            NDArray codes = model.tokenizer().quantizer().codes(nearest);
            averages.add(step + 1, rows, nearest, codes, new long[perStep]);
            averages.update(new StepMetrics());
            System.arraycopy(nearest.toLongArray(), 0, ids, step * perStep, perStep);
        }
        return ids;
    }

    private Golden golden(String part, Golden tokenizer, Golden decoder) throws IOException {
        return Golden.open("training")
                .part(part)
                .load(scope)
                .load(scope, tokenizer, "")
                .load(scope, decoder, "decoder.");
    }

    private float[] codes() {
        return model.tokenizer().quantizer().codebook().value().toFloatArray();
    }
}
