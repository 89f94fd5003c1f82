package org.sparklavit.pretrain.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import org.sparklavit.cluster.Gpus;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.pretrain.CaptionEvaluation;
import org.sparklavit.pretrain.CaptionReport;
import org.sparklavit.pretrain.EvaluateCaptionsConfig;
import org.sparklavit.tensor.Tensors;

/** Captions held-out images of a drawn corpus and counts right colours and shapes; one process, no Spark. */
public final class EvaluateCaptions implements JobBody<EvaluateCaptionsConfig> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private EvaluateCaptions() {}

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(
                EvaluateCaptionsConfig.class,
                "evaluate-captions",
                "Captions held-out images of a drawn corpus and counts right colours and shapes.",
                args,
                new EvaluateCaptions());
    }

    @Override
    public String plan(EvaluateCaptionsConfig config) {
        return "caption " + config.images() + " images of " + config.input() + " with " + config.model();
    }

    @Override
    public void run(Loaded<EvaluateCaptionsConfig> loaded) throws IOException {
        Tensors.useGpu(Gpus.ofDriver());
        EvaluateCaptionsConfig config = loaded.value();
        Storage storage = Generate.storage();
        CaptionReport report = new CaptionEvaluation(config, storage).run();
        if (config.output().isPresent()) {
            storage.writeText(config.output().get(), JSON.writeValueAsString(report));
        }
        System.out.println(report.text());
    }
}
