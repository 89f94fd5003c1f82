package org.sparklavit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/** What of DJL is a trap. */
final class DjlRules {
    private DjlRules() {}

    /**
     * No multiplication by a Java number and its like: DJL puts the number into a direct buffer that it drops at once,
     * while libtorch keeps the address for the backward pass, so that a garbage collection in between spoils gradients.
     */
    static List<ArchRule> numbersStayOutOfTheGraph() {
        return Stream.of("mul", "div", "pow", "mod", "maximum", "minimum")
                .map(method -> noClasses()
                        .should()
                        .callMethod(NDArray.class, method, Number.class)
                        .because("libtorch would read a freed buffer; use Ops.scale or write an operation"))
                .map(ArchRule.class::cast)
                .toList();
    }
}
