package org.sparklavit.pretrain.job;

import java.io.IOException;
import org.sparklavit.cluster.Gpus;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.pretrain.evaluate.EvaluateConfig;
import org.sparklavit.pretrain.evaluate.Evaluation;
import org.sparklavit.tensor.Tensors;

/** {@code submit/evaluate.sh}: measures a pretrained model on held-out images; one process, no Spark. */
public final class Evaluate implements JobBody<EvaluateConfig> {
    Evaluate() {}

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(
                EvaluateConfig.class,
                "evaluate",
                "Measures what a pretrained model writes and draws, what its tokens keep, and what held-out ids cost.",
                args,
                new Evaluate());
    }

    @Override
    public String plan(EvaluateConfig config) throws IOException {
        return new Evaluation(Generate.storage(), config).plan();
    }

    @Override
    public void run(Loaded<EvaluateConfig> loaded) throws IOException {
        Tensors.useGpu(Gpus.ofDriver());
        new Evaluation(Generate.storage(), loaded.value()).run(System.out, loaded.effectiveHocon());
    }
}
