package org.sparklavit.pretrain.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sparklavit.data.scene.ColouredShape;

/**
 * How often the colour and the shape of a picture's one object were got right.
 *
 * @param images how many had one object
 * @param both share in which both were right
 * @param chanceColour the share of the most frequent colour: what one who sees nothing can reach
 * @param chanceShape likewise of the shape
 */
record Attributes(int images, double colour, double shape, double both, double chanceColour, double chanceShape) {
    /** What is so, and what was said or seen. */
    record Pair(ColouredShape truth, Optional<ColouredShape> found) {}

    static Attributes of(List<Pair> pairs) {
        return new Attributes(
                pairs.size(),
                share(pairs, ColouredShape::colour),
                share(pairs, ColouredShape::shape),
                share(pairs, object -> object),
                mostFrequent(pairs, ColouredShape::colour),
                mostFrequent(pairs, ColouredShape::shape));
    }

    private static double share(List<Pair> pairs, Function<ColouredShape, Object> attribute) {
        long right = pairs.stream()
                .filter(pair -> pair.found()
                        .map(attribute)
                        .filter(attribute.apply(pair.truth())::equals)
                        .isPresent())
                .count();
        return right / (double) pairs.size();
    }

    private static double mostFrequent(List<Pair> pairs, Function<ColouredShape, Object> attribute) {
        Map<Object, Long> counts = pairs.stream()
                .collect(Collectors.groupingBy(pair -> attribute.apply(pair.truth()), Collectors.counting()));
        return counts.values().stream().mapToLong(Long::longValue).max().orElseThrow() / (double) pairs.size();
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("images", images)
                .put("colour", colour)
                .put("shape", shape)
                .put("both", both)
                .put("chanceColour", chanceColour)
                .put("chanceShape", chanceShape);
    }

    /** Whether two lists hold the same objects, in any order. */
    static boolean isSame(List<ColouredShape> a, List<ColouredShape> b) {
        List<ColouredShape> left = new ArrayList<>(b);
        return a.size() == b.size() && a.stream().allMatch(left::remove);
    }
}
