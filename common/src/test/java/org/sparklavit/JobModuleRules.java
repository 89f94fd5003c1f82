package org.sparklavit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** What holds in both job modules. */
public final class JobModuleRules {
    private JobModuleRules() {}

    /**
     * Checks a job module: Spark only in its {@code job} package, nothing of the other module, nobody below a main
     * uses the mains, no package cycles.
     *
     * @param own the module's root package
     * @param other the other module's
     */
    public static void check(String own, String other) {
        JavaClasses module = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(own);
        String mains = own + ".job..";
        List<ArchRule> rules = List.of(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(mains)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(mains, "org.apache.spark.."),
                noClasses().should().dependOnClassesThat().resideInAnyPackage(other + "..", "ai.djl.pytorch.jni.."),
                slices().matching(own + ".(**)").should().beFreeOfCycles());
        rules.forEach(rule -> rule.allowEmptyShould(true).check(module));
        DjlRules.numbersStayOutOfTheGraph().forEach(rule -> rule.check(module));
    }
}
