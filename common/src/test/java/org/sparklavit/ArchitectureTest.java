package org.sparklavit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom in the library; docs/architecture.md draws it. */
class ArchitectureTest {
    private static final String ROOT = "org.sparklavit.";

    /** Each part of the library with what it may use beside itself; the longest name that fits a package is its part. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("config", Set.of()),
            entry("collective", Set.of()),
            entry("tensor", Set.of("config")),
            entry("data", Set.of("config")),
            entry("report", Set.of("data")),
            entry("measure", Set.of("data", "tensor")),
            entry("nn", Set.of("tensor")),
            entry("vision", Set.of("config", "data.io", "data.image", "tensor", "nn")),
            entry("language", Set.of("config", "data", "tensor", "nn")),
            entry("diffusion", Set.of("config", "data.io", "data.image", "tensor", "nn", "vision")),
            entry("train", Set.of("config", "data.io", "collective", "tensor")),
            entry("vision.training", Set.of("config", "data", "collective", "tensor", "nn", "vision", "train")),
            entry(
                    "language.training",
                    Set.of("config", "data", "collective", "tensor", "nn", "vision", "language", "train")),
            entry(
                    "diffusion.training",
                    Set.of("config", "data", "collective", "tensor", "nn", "vision", "diffusion", "train")),
            entry("cluster", Set.of("config", "collective")));

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.sparklavit");

    static Stream<String> parts() {
        return ARROWS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aPartUsesOnlyWhatLiesBelowIt(String part) {
        classes()
                .that(describe("are in " + part, type -> partOf(type).equals(part)))
                .should()
                .onlyDependOnClassesThat(describe(
                        "are outside this library or in " + part + " or " + ARROWS.get(part),
                        type -> !isIn(type, "") || mayUse(part, type)))
                .allowEmptyShould(true)
                .check(LIBRARY);
    }

    @Test
    void everyClassBelongsToAPart() {
        assertThat(LIBRARY).filteredOn(type -> partOf(type).isEmpty()).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    void sparkIsOnlyInCluster() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(LIBRARY);
    }

    @Test
    void djlIsNotInConfigDataOrCollective() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "config..", ROOT + "data..", ROOT + "collective..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(LIBRARY);
    }

    @Test
    void numbersStayOutOfTheGraph() {
        DjlRules.numbersStayOutOfTheGraph().forEach(rule -> rule.check(LIBRARY));
    }

    @Test
    void collectiveNeedsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage(ROOT + "collective..")
                .and()
                .resideOutsideOfPackage(ROOT + "collective.nccl..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax..", ROOT + "collective..")
                .check(LIBRARY);
    }

    /** What lives in DJL's package does so because it must; its only callers are ours. */
    @Test
    void onlyTensorReachesIntoDjlsPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "tensor..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.pytorch.jni..")
                .check(LIBRARY);
    }

    private static boolean mayUse(String part, JavaClass type) {
        return partOf(type).equals(part) || ARROWS.get(part).stream().anyMatch(used -> reaches(used, type));
    }

    /** A part's name allows that part; a longer name, such as data.io, one package of it. */
    private static boolean reaches(String used, JavaClass type) {
        return ARROWS.containsKey(used) ? partOf(type).equals(used) : isIn(type, used);
    }

    private static String partOf(JavaClass type) {
        return ARROWS.keySet().stream()
                .filter(part -> isIn(type, part))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    private static boolean isIn(JavaClass type, String part) {
        return (type.getPackageName() + ".").startsWith(part.isEmpty() ? ROOT : ROOT + part + ".");
    }
}
