package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.train.StepMetrics;
import org.sparklavit.vision.PackedPatches;

/** Rebuilds held-out images from what tokenising them gives: the arg-max selection and, if quantised, the codes. */
final class TokenizerEvaluation {
    private final TokenizerModel model;
    private final TokenizerObjective objective;
    private final Collective collective;

    TokenizerEvaluation(TokenizerModel model, TokenizerObjective objective, Collective collective) {
        this.model = model;
        this.objective = objective;
        this.collective = collective;
    }

    /** Measures this rank's next {@code batches} micro-batches of {@code images}. */
    void run(ImageStream images, int batches, boolean quantised, StepMetrics metrics) {
        int codes =
                Math.toIntExact(model.tokenizer().quantizer().codebook().shape().get(0));
        ByteBuffer counts = ByteBuffer.allocateDirect(codes * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < batches; i++) {
            try (NDManager manager = Tensors.newManager()) {
                EncodedBatch batch = EncodedBatch.of(manager, model.tokenizer().encoder(), images.next());
                measure(batch, quantised, counts.asFloatBuffer(), metrics);
            }
        }
        if (quantised) {
            metrics.add("heldOutCodeUsage", usage(counts), 1);
        }
    }

    private void measure(EncodedBatch batch, boolean quantised, FloatBuffer counts, StepMetrics metrics) {
        PackedPatches patches = PackedPatches.of(model.mask(batch.features(), batch.noise(0, 0, 0)));
        NDArray rebuilt =
                quantised ? quantised(batch, patches, counts) : model.packedContinuous(batch.features(), patches);
        new LossTerms(metrics, batch.size(), CutGraph.keeping())
                .add("heldOutReconstruction", objective.reconstruction(batch.features(), rebuilt))
                .note("heldOutKeptRate", patches.totalKept() / (double) (batch.size() * batch.patches()));
    }

    private NDArray quantised(EncodedBatch batch, PackedPatches patches, FloatBuffer counts) {
        TokenizerModel.Pass pass = model.packedQuantised(batch.features(), patches, CutGraph.keeping());
        for (long id : pass.ids().toLongArray()) {
            int code = Math.toIntExact(id);
            counts.put(code, counts.get(code) + 1);
        }
        return pass.rebuilt();
    }

    /** The share of codes that the images of any rank chose. */
    private double usage(ByteBuffer counts) {
        collective.allReduce(counts);
        FloatBuffer total = counts.asFloatBuffer();
        int used = 0;
        for (int i = 0; i < total.capacity(); i++) {
            used += total.get(i) > 0 ? 1 : 0;
        }
        return (double) used / total.capacity();
    }
}
