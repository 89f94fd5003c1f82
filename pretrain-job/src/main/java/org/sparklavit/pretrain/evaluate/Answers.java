package org.sparklavit.pretrain.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sparklavit.data.io.Storage;
import org.sparklavit.pretrain.generate.Answer;
import org.sparklavit.pretrain.generate.Answerer;
import org.sparklavit.pretrain.generate.Answerer.Outcome;
import org.sparklavit.pretrain.generate.GenerateConfig;
import org.sparklavit.pretrain.generate.PromptRow;

/** Asks a model as the generate job does. */
final class Answers {
    private Answers() {}

    /**
     * One answer for each prompt.
     *
     * @throws IllegalStateException if one cannot be answered
     */
    static List<Answer> of(Storage storage, GenerateConfig config, List<PromptRow> prompts) throws IOException {
        List<Answer> answers = new ArrayList<>();
        try (Answerer answerer = Answerer.load(config, storage)) {
            for (int from = 0; from < prompts.size(); from += config.batch()) {
                int to = Math.min(prompts.size(), from + config.batch());
                for (Outcome outcome : answerer.answer(prompts.subList(from, to))) {
                    answers.add(answer(outcome));
                }
            }
        }
        return answers;
    }

    private static Answer answer(Outcome outcome) {
        if (outcome instanceof Outcome.Good good) {
            return good.answer();
        }
        throw new IllegalStateException("a prompt cannot be answered: "
                + ((Outcome.Bad) outcome).error().detail());
    }
}
