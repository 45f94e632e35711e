package io.plumbline.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The arrows between our packages, as the README draws them. Maven's module dependencies already forbid most of what is
 * forbidden here; this says it by package, so that a new dependency in a pom cannot open a door unnoticed. Think about
 * the layering before changing this file.
 */
@AnalyzeClasses(packages = "io.plumbline", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] FRAMEWORKS = {
        "io.quarkus..",
        "jakarta..",
        "io.smallrye..",
        "org.eclipse.microprofile..",
        "org.apache.kafka..",
        "io.micrometer.."
    };

    @ArchTest
    static final ArchRule theModelKnowsNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("io.plumbline.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.prompt..",
                    "io.plumbline.classifier..",
                    "io.plumbline.statistics..",
                    "io.plumbline.atlas..",
                    "io.plumbline.attribution..",
                    "io.plumbline.scoring..",
                    "io.plumbline.evaluation..",
                    "io.plumbline.mitigation..",
                    "io.plumbline.schemas..",
                    "io.plumbline.stages..");

    @ArchTest
    static final ArchRule statisticsKnowNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("io.plumbline.statistics..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.plumbline..").and(not(resideInAPackage("io.plumbline.statistics.."))));

    @ArchTest
    static final ArchRule schemasKnowNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("io.plumbline.schemas..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.plumbline..").and(not(resideInAPackage("io.plumbline.schemas.."))));

    @ArchTest
    static final ArchRule promptsUseTheModelOnly = noClasses()
            .that()
            .resideInAPackage("io.plumbline.prompt..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.atlas..",
                    "io.plumbline.attribution..",
                    "io.plumbline.classifier..",
                    "io.plumbline.scoring..",
                    "io.plumbline.evaluation..",
                    "io.plumbline.mitigation..",
                    "io.plumbline.schemas..",
                    "io.plumbline.stages..");

    @ArchTest
    static final ArchRule theClassifierUsesModelAndPromptsOnly = noClasses()
            .that()
            .resideInAPackage("io.plumbline.classifier..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.statistics..",
                    "io.plumbline.atlas..",
                    "io.plumbline.scoring..",
                    "io.plumbline.evaluation..",
                    "io.plumbline.mitigation..",
                    "io.plumbline.schemas..",
                    "io.plumbline.stages..");

    /** A profile contains the heads that an atlas found; neither knows the other. */
    @ArchTest
    static final ArchRule theAtlasLooksDownOnly = noClasses()
            .that()
            .resideInAPackage("io.plumbline.atlas..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.classifier..",
                    "io.plumbline.scoring..",
                    "io.plumbline.evaluation..",
                    "io.plumbline.mitigation..",
                    "io.plumbline.schemas..",
                    "io.plumbline.stages..");

    /** The heads it reads are its caller's to name. */
    @ArchTest
    static final ArchRule attributionUsesModelPromptsAndStatisticsOnly = noClasses()
            .that()
            .resideInAPackage("io.plumbline.attribution..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.atlas..",
                    "io.plumbline.classifier..",
                    "io.plumbline.scoring..",
                    "io.plumbline.evaluation..",
                    "io.plumbline.mitigation..",
                    "io.plumbline.schemas..",
                    "io.plumbline.stages..");

    @ArchTest
    static final ArchRule scoringLooksDownOnly = noClasses()
            .that()
            .resideInAPackage("io.plumbline.scoring..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.plumbline.atlas..",
                    "io.plumbline.attribution..",
                    "io.plumbline.evaluation..",
                    "io.plumbline.mitigation..",
                    "io.plumbline.schemas..",
                    "io.plumbline.stages..");

    @ArchTest
    static final ArchRule wireTypesStopAtTheStages = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.plumbline.model..",
                    "io.plumbline.prompt..",
                    "io.plumbline.atlas..",
                    "io.plumbline.attribution..",
                    "io.plumbline.classifier..",
                    "io.plumbline.scoring..",
                    "io.plumbline.evaluation..",
                    "io.plumbline.mitigation..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.plumbline.schemas..");

    @ArchTest
    static final ArchRule logicIsFrameworkFree = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.plumbline.model..",
                    "io.plumbline.prompt..",
                    "io.plumbline.classifier..",
                    "io.plumbline.statistics..",
                    "io.plumbline.atlas..",
                    "io.plumbline.attribution..",
                    "io.plumbline.scoring..",
                    "io.plumbline.evaluation..",
                    "io.plumbline.mitigation..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS);

    @ArchTest
    static final ArchRule stagesAreFrameworkFreeButForMeters = noClasses()
            .that()
            .resideInAPackage("io.plumbline.stages..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule oneHomeForTheEngine = noClasses()
            .that()
            .resideOutsideOfPackages("io.plumbline.model.djl..", "io.plumbline.model.tokenizer..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule oneHomeForOnnxRuntime = noClasses()
            .that()
            .resideOutsideOfPackage("io.plumbline.classifier..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule tokenizersUseNoEngine = noClasses()
            .that()
            .resideInAPackage("io.plumbline.model.tokenizer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.ndarray..");

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("io.plumbline.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.plumbline.detector..", "io.plumbline.standalone..", "io.plumbline.cli..");

    @ArchTest
    static final ArchRule theDetectorDoesNotKnowTheGateway = noClasses()
            .that()
            .resideInAPackage("io.plumbline.detector..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.plumbline.gateway..", "io.plumbline.standalone..", "io.plumbline.cli..");

    @ArchTest
    static final ArchRule modulesHaveNoCycles =
            slices().matching("io.plumbline.(*)..").should().beFreeOfCycles();
}
