package org.sparklavit.pretrain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sparklavit.data.scene.ColouredShape;
import org.sparklavit.data.scene.SceneCaption;

/**
 * How often captions name the right colour and shape of images that show one object.
 *
 * @param images captioned
 * @param colour share of captions whose first coloured shape has the right colour
 * @param shape likewise of the shape
 * @param chanceColour the share of the most frequent colour: what a model that sees nothing can reach
 * @param chanceShape likewise of the shape
 * @param examples captions beside the true ones
 */
public record CaptionReport(
        int images, double colour, double shape, double chanceColour, double chanceShape, List<Example> examples) {
    /**
     * One image.
     *
     * @param key its name in the corpus
     * @param objects how many it shows
     */
    public record Example(String key, int objects, String truth, String caption) {}

    /** What an image shows and what was written about it. */
    record Answer(ColouredShape truth, String caption) {}

    static CaptionReport of(List<Answer> answers, List<Example> examples) {
        return new CaptionReport(
                answers.size(),
                share(answers, ColouredShape::colour),
                share(answers, ColouredShape::shape),
                mostFrequent(answers, ColouredShape::colour),
                mostFrequent(answers, ColouredShape::shape),
                examples);
    }

    private static double share(List<Answer> answers, Function<ColouredShape, Object> attribute) {
        return answers.stream()
                        .filter(answer -> SceneCaption.parse(answer.caption()).stream()
                                .findFirst()
                                .filter(said -> attribute.apply(said).equals(attribute.apply(answer.truth())))
                                .isPresent())
                        .count()
                / (double) answers.size();
    }

    private static double mostFrequent(List<Answer> answers, Function<ColouredShape, Object> attribute) {
        Map<Object, Long> counts = answers.stream()
                .collect(Collectors.groupingBy(answer -> attribute.apply(answer.truth()), Collectors.counting()));
        return counts.values().stream().mapToLong(Long::longValue).max().orElseThrow() / (double) answers.size();
    }

    /** For the console. */
    public String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "captions of %d held-out images with one object: colour right in %.0f%% (chance %.0f%%), shape in %.0f%%"
                        + " (chance %.0f%%)",
                images,
                100 * colour,
                100 * chanceColour,
                100 * shape,
                100 * chanceShape));
        for (Example example : examples) {
            text.append("\n  ").append(example.key());
            text.append("\n    true     ").append(example.truth());
            text.append("\n    written  ").append(example.caption());
        }
        return text.toString();
    }
}
