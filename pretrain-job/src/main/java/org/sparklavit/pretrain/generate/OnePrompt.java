package org.sparklavit.pretrain.generate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.pretrain.generate.Answerer.Outcome;

/** Answers the one prompt of a configuration, as often as it asks for, on the console and into a folder if it has one. */
public final class OnePrompt {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_IMAGE_BYTES = 256 << 20;

    private final GenerateConfig config;
    private final Storage storage;

    /** Answers what {@code config} asks. */
    public OnePrompt(GenerateConfig config, Storage storage) {
        this.config = config;
        this.storage = storage;
    }

    /**
     * Does it.
     *
     * @throws ConfigException if the prompt cannot be answered, or the output already holds something
     */
    public void run(PrintStream console) throws IOException {
        if (config.output().isPresent() && !storage.isEmpty(config.output().get())) {
            throw new ConfigException("output = " + config.output().get()
                    + " already holds something; remove it, or name another folder");
        }
        List<Answer> answers = new ArrayList<>();
        try (Answerer answerer = Answerer.load(config, storage)) {
            List<PromptRow> rows = rows();
            for (int from = 0; from < rows.size(); from += config.batch()) {
                for (Outcome outcome :
                        answerer.answer(rows.subList(from, Math.min(rows.size(), from + config.batch())))) {
                    answers.add(answerOf(outcome));
                }
            }
        }
        answers.forEach(answer -> console.println(text(answer)));
        if (config.output().isPresent()) {
            write(answers, config.output().get(), console);
        }
    }

    private static Answer answerOf(Outcome outcome) {
        if (outcome instanceof Outcome.Good good) {
            return good.answer();
        }
        throw new ConfigException("the prompt cannot be answered: "
                + ((Outcome.Bad) outcome).error().detail());
    }

    private List<PromptRow> rows() throws IOException {
        List<byte[]> images = new ArrayList<>();
        for (String file : config.allImages()) {
            if (!storage.exists(file)) {
                throw new ConfigException("there is no image " + file + ". Give the path of an image file.");
            }
            images.add(storage.readBytes(file, MAX_IMAGE_BYTES));
        }
        List<PromptRow> rows = new ArrayList<>();
        for (int sample = 0; sample < config.samples(); sample++) {
            rows.add(new PromptRow("prompt-" + sample, config.prompt().orElse(""), images));
        }
        return rows;
    }

    private String text(Answer answer) {
        if (!config.task().isDrawn()) {
            return answer.text();
        }
        return answer.codes().length + " codes: "
                + Arrays.stream(answer.codes()).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    private void write(List<Answer> answers, String output, PrintStream console) throws IOException {
        ArrayNode json = JSON.createArrayNode();
        for (Answer answer : answers) {
            json.addObject()
                    .put("id", answer.id())
                    .put("task", answer.task())
                    .put("prompt", answer.prompt())
                    .put("text", answer.text())
                    .put("complete", answer.isComplete())
                    .set("codes", JSON.valueToTree(answer.codes()));
        }
        String file = Storage.child(output, "answers.json");
        storage.writeText(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
        console.println("written\n  " + file);
        int most = Math.min(answers.size(), config.sheet());
        new AnswerPictures(storage, output)
                .write(answers.subList(0, most))
                .forEach(picture -> console.println("  " + picture));
    }
}
