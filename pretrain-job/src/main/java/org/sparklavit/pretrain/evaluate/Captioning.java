package org.sparklavit.pretrain.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.scene.ColouredShape;
import org.sparklavit.data.scene.SceneCaption;
import org.sparklavit.measure.Bleu;
import org.sparklavit.measure.Captioned;
import org.sparklavit.measure.CiderD;
import org.sparklavit.pretrain.evaluate.HeldOut.Picture;
import org.sparklavit.pretrain.generate.Answer;
import org.sparklavit.pretrain.generate.PromptRow;
import org.sparklavit.pretrain.generate.Task;
import org.sparklavit.report.HtmlPage;
import org.sparklavit.report.HtmlPage.Figure;
import org.sparklavit.report.HtmlPage.Shown;

/** What a model writes about held-out images, against what people (or the corpus) wrote. */
final class Captioning {
    private static final int PERCENT = 100;

    private final List<Picture> pictures;
    private final List<String> written;
    private final List<Attributes.Pair> single = new ArrayList<>();
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    private final List<Figure> figures = new ArrayList<>();
    private int scenes;
    private int exact;

    private Captioning(List<Picture> pictures, List<String> written) {
        this.pictures = pictures;
        this.written = written;
    }

    static Section of(Storage storage, EvaluateConfig config, List<Picture> pictures) throws IOException {
        List<PromptRow> prompts = pictures.stream()
                .map(picture -> new PromptRow(
                        picture.sample().id(), "", List.of(picture.sample().image())))
                .toList();
        List<String> written = Answers.of(storage, config.generating(Task.CAPTION), prompts).stream()
                .map(Answer::text)
                .toList();
        return new Captioning(pictures, written).section(config.examples());
    }

    private Section section(int examples) {
        scores();
        attributes();
        return new Section(
                "captioning",
                "Captions of held-out images",
                json,
                figures,
                List.of(
                        "CIDEr-D times ten is what COCO's tables show as CIDEr in percent. Chance is the most frequent class."),
                examples(examples));
    }

    private void scores() {
        List<Captioned> captions = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            captions.add(pictures.get(i).captioned(written.get(i)));
        }
        double bleu = Bleu.of(captions);
        double cider = CiderD.of(captions);
        json.put("images", pictures.size()).put("bleu4", bleu).put("ciderD", cider);
        figures.add(Figure.of("%d", pictures.size(), "images"));
        figures.add(Figure.of("%.3f", bleu, "BLEU-4"));
        figures.add(Figure.of("%.2f", cider, "CIDEr-D, of 10"));
    }

    /** Where the images are scenes, what is right of what was written. */
    private void attributes() {
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            List<ColouredShape> said = SceneCaption.parse(written.get(i));
            if (picture.objects().isPresent()) {
                scenes++;
                exact += Attributes.isSame(picture.objects().get(), said) ? 1 : 0;
            }
            picture.onlyObject()
                    .ifPresent(object ->
                            single.add(new Attributes.Pair(object, said.stream().findFirst())));
        }
        if (scenes > 0) {
            double share = exact / (double) scenes;
            json.put("scenes", scenes).put("allObjectsRight", share);
            figures.add(
                    Figure.of("%.0f%%", PERCENT * share, "of the scenes have every object named right, and no other"));
        }
        if (!single.isEmpty()) {
            Attributes one = Attributes.of(single);
            json.set("oneObject", one.toJson());
            figures.add(Figure.of("%.0f%%", PERCENT * one.colour(), ofOne("colour", one.chanceColour())));
            figures.add(Figure.of("%.0f%%", PERCENT * one.shape(), ofOne("shape", one.chanceShape())));
        }
    }

    private String ofOne(String attribute, double chance) {
        return String.format(
                Locale.ROOT,
                "of %d images with one object have its %s named right (chance %.0f%%)",
                single.size(),
                attribute,
                PERCENT * chance);
    }

    private List<Shown> examples(int most) {
        List<Shown> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(most, pictures.size()); i++) {
            Picture picture = pictures.get(i);
            shown.add(new Shown(
                    HtmlPage.jpeg(picture.image(), picture.sample().caption()),
                    written.get(i),
                    "true: " + picture.sample().caption()));
        }
        return shown;
    }
}
