package org.sparklavit.data.scene;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plain English for the text-only stream: two to four sentences from a small grammar about shapes, colours, sizes,
 * counting and the days. What they state is true, so a model that learns them has learned something.
 */
public final class SceneText {
    private static final int MOST_SENTENCES = 4;
    private static final int MOST_COUNTED = 8;
    private static final List<String> DAYS =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final List<String> NAMES = List.of("Anna", "Ben", "Clara", "David", "Emma", "Felix");
    private static final List<String> PLACES = List.of("on the table", "in the box", "on the wall", "in the picture");

    private static final List<Function<SceneRandom, String>> GRAMMAR = List.of(
            SceneText::addition,
            SceneText::subtraction,
            SceneText::comparison,
            SceneText::sizeOrder,
            SceneText::nextDay,
            SceneText::twoDays,
            SceneText::painter,
            SceneText::finder,
            SceneText::colours,
            SceneText::corners,
            SceneText::stillLife,
            SceneText::more);

    private SceneText() {}

    /** The text of (seed, index), one line. */
    public static String line(long seed, long index) {
        SceneRandom random = new SceneRandom(seed, index, SceneRandom.Stream.TEXT);
        return IntStream.range(0, 2 + random.below(MOST_SENTENCES - 1))
                .mapToObj(i -> Words.sentence(random.pick(GRAMMAR).apply(random)))
                .collect(Collectors.joining(" "));
    }

    private static String addition(SceneRandom random) {
        int a = 1 + random.below(MOST_COUNTED);
        int b = 1 + random.below(MOST_COUNTED);
        return Words.number(a) + " and " + Words.number(b) + " make " + Words.number(a + b);
    }

    private static String subtraction(SceneRandom random) {
        int left = random.below(MOST_COUNTED);
        int taken = 1 + random.below(MOST_COUNTED);
        return Words.number(taken) + " from " + Words.number(left + taken) + " leaves " + Words.number(left);
    }

    private static String comparison(SceneRandom random) {
        return "a large " + look(random) + " is bigger than a small " + look(random);
    }

    private static String sizeOrder(SceneRandom random) {
        String shape = random.pick(SceneShape.values()).word();
        return random.chance(0.5)
                ? "a medium " + shape + " is smaller than a large " + shape
                : "a medium " + shape + " is bigger than a small " + shape;
    }

    private static String nextDay(SceneRandom random) {
        int day = random.below(DAYS.size());
        return "the day after " + DAYS.get(day) + " is " + DAYS.get((day + 1) % DAYS.size());
    }

    private static String twoDays(SceneRandom random) {
        int day = random.below(DAYS.size());
        return DAYS.get(day) + " comes before " + DAYS.get((day + 1) % DAYS.size());
    }

    private static String painter(SceneRandom random) {
        return "on " + random.pick(DAYS) + " " + random.pick(NAMES) + " painted " + Words.withArticle(look(random));
    }

    private static String finder(SceneRandom random) {
        return random.pick(NAMES) + " found " + several(random) + " " + random.pick(PLACES);
    }

    private static String colours(SceneRandom random) {
        SceneColour first = random.pick(SceneColour.values());
        SceneColour second = random.pick(SceneColour.values());
        return first == second
                ? first.word() + " is a colour"
                : first.word() + " and " + second.word() + " are colours";
    }

    private static String corners(SceneRandom random) {
        SceneShape shape = random.pick(SceneShape.values());
        return switch (shape) {
            case CIRCLE, RING -> "a " + shape.word() + " is round and has no corners";
            case HEART -> "a heart is round at the top and pointed at the bottom";
            case TRIANGLE -> "a triangle has three corners";
            case SQUARE, DIAMOND -> "a " + shape.word() + " has four corners";
            case STAR -> "a star has five points";
            case CROSS -> "a cross has four arms";
        };
    }

    private static String stillLife(SceneRandom random) {
        return "there is " + Words.withArticle(look(random)) + " and " + Words.withArticle(look(random)) + " "
                + random.pick(PLACES);
    }

    private static String more(SceneRandom random) {
        int count = 1 + random.below(MOST_COUNTED);
        return Words.number(count + 1) + " is one more than " + Words.number(count);
    }

    private static String look(SceneRandom random) {
        return random.pick(SceneColour.values()).word() + " "
                + random.pick(SceneShape.values()).word();
    }

    private static String several(SceneRandom random) {
        SceneColour colour = random.pick(SceneColour.values());
        return Words.number(2 + random.below(MOST_COUNTED - 1)) + " " + colour.word() + " "
                + random.pick(SceneShape.values()).plural();
    }
}
