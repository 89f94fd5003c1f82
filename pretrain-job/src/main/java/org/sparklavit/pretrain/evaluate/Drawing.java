package org.sparklavit.pretrain.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.measure.FrechetDistance;
import org.sparklavit.pretrain.evaluate.HeldOut.Picture;
import org.sparklavit.pretrain.generate.Answer;
import org.sparklavit.pretrain.generate.ImageEmbedder;
import org.sparklavit.pretrain.generate.PromptRow;
import org.sparklavit.pretrain.generate.Task;
import org.sparklavit.report.HtmlPage;
import org.sparklavit.report.HtmlPage.Figure;
import org.sparklavit.report.HtmlPage.Shown;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/**
 * What a model draws of held-out captions. Of drawn scenes with one object, its colour and shape are looked for in the
 * pixels, by {@link SceneEye}; the same look at the true pictures says how far it can be trusted.
 */
final class Drawing {
    private static final int PERCENT = 100;

    private final Storage storage;
    private final EvaluateConfig config;
    private final List<Picture> asked;
    private final List<Answer> answers;

    private Drawing(Storage storage, EvaluateConfig config, List<Picture> asked, List<Answer> answers) {
        this.storage = storage;
        this.config = config;
        this.asked = asked;
        this.answers = answers;
    }

    static Section of(Storage storage, EvaluateConfig config, List<Picture> pictures) throws IOException {
        List<Picture> single = pictures.stream()
                .filter(picture -> picture.onlyObject().isPresent())
                .toList();
        List<Picture> asked = (single.size() < 2 ? pictures : single)
                .stream().limit(config.drawings()).toList();
        List<PromptRow> prompts = asked.stream()
                .map(picture ->
                        new PromptRow(picture.sample().id(), picture.sample().caption(), List.of()))
                .toList();
        List<Answer> answers = Answers.of(storage, config.generating(Task.DRAW), prompts);
        return new Drawing(storage, config, asked, answers).section();
    }

    private Section section() throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        double tokens = answers.stream().mapToInt(Answer::numTokens).average().orElseThrow();
        double complete = answers.stream().filter(Answer::isComplete).count() / (double) answers.size();
        json.put("captions", answers.size()).put("tokensPerImage", tokens).put("ended", complete);
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.of("%d", answers.size(), "captions"),
                Figure.of("%.1f", tokens, "tokens an image"),
                Figure.of("%.0f%%", PERCENT * complete, "of the images ended by themselves")));
        List<String> notes = new ArrayList<>();
        List<Shown> examples = new ArrayList<>();
        if (config.detokenizer().isEmpty()) {
            notes.add("No detokenizer was given, so there are codes but no pictures.");
        } else {
            pictures(json, figures, notes, examples);
        }
        return new Section("drawing", "Images drawn of held-out captions", json, figures, notes, examples);
    }

    private void pictures(ObjectNode json, List<Figure> figures, List<String> notes, List<Shown> examples)
            throws IOException {
        List<Drawn> drawn = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            drawn.add(Drawn.of(asked.get(i), picture(answers.get(i))));
        }
        if (drawn.get(0).isOfOneObject()) {
            ObjectsSeen seen = new ObjectsSeen(drawn);
            seen.show("show the %s that was asked for", json, figures);
            notes.add(ObjectsSeen.NOTE);
        }
        double distance = distance(drawn);
        json.put("frechetDistance", distance);
        figures.add(Figure.of("%.3f", distance, "Frechet distance between drawn and true images"));
        notes.add(MeanFeatures.NOTE);
        for (int i = 0; i < Math.min(config.examples(), drawn.size()); i++) {
            String caption = drawn.get(i).caption();
            examples.add(new Shown(
                    HtmlPage.png(drawn.get(i).pixels(), caption),
                    caption,
                    answers.get(i).numTokens() + " tokens"));
        }
    }

    private static RgbImage picture(Answer answer) {
        try {
            return ImageDecoder.strict().decode(answer.image());
        } catch (BadImageException e) {
            throw new IllegalStateException("a picture that was just drawn cannot be decoded", e);
        }
    }

    private double distance(List<Drawn> drawn) throws IOException {
        try (TrainedTokenizer tokenizer = new TokenizerFolder(storage, config.tokenizer()).load()) {
            ImageEmbedder embedder = new ImageEmbedder(tokenizer, Optional.empty());
            return FrechetDistance.between(
                    features(embedder, drawn.stream().map(Drawn::pixels).toList()),
                    features(embedder, drawn.stream().map(Drawn::original).toList()));
        }
    }

    private List<float[]> features(ImageEmbedder embedder, List<RgbImage> pictures) {
        List<float[]> features = new ArrayList<>();
        for (int from = 0; from < pictures.size(); from += config.batch()) {
            features.addAll(MeanFeatures.of(
                    embedder, pictures.subList(from, Math.min(pictures.size(), from + config.batch()))));
        }
        return features;
    }
}
