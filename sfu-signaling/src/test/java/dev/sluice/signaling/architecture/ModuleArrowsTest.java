package dev.sluice.signaling.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies between the modules point down only: signaling, then ice and dtls, then core. */
@AnalyzeClasses(
    packages = "dev.sluice",
    importOptions = {ImportOption.DoNotIncludeTests.class})
final class ModuleArrowsTest {

  private static final String CORE = "dev.sluice.core..";
  private static final String ICE = "dev.sluice.ice..";
  private static final String DTLS = "dev.sluice.dtls..";
  private static final String SIGNALING = "dev.sluice.signaling..";

  @ArchTest
  static final ArchRule coreNeedsNothingButTheJdkAndNettyBuffers =
      classes()
          .that()
          .resideInAPackage(CORE)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage("java..", CORE, "io.netty.buffer.."));

  @ArchTest static final ArchRule iceKnowsOfOurOwnCodeOnlyCore = knowsOnlyItselfAndCore(ICE);

  @ArchTest static final ArchRule dtlsKnowsOfOurOwnCodeOnlyCore = knowsOnlyItselfAndCore(DTLS);

  @ArchTest
  static final ArchRule signalingKnowsOfOurOwnCodeAllThree =
      classes()
          .that()
          .resideInAPackage(SIGNALING)
          .should()
          .onlyDependOnClassesThat(
              not(resideInAPackage("dev.sluice.."))
                  .or(resideInAnyPackage(SIGNALING, ICE, DTLS, CORE)));

  @ArchTest
  static final ArchRule nothingBelowKnowsSignaling =
      noClasses()
          .that()
          .resideInAnyPackage(CORE, ICE, DTLS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SIGNALING);

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("dev.sluice.(**)").should().beFreeOfCycles();

  private static ArchRule knowsOnlyItselfAndCore(String module) {
    return classes()
        .that()
        .resideInAPackage(module)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("dev.sluice..")).or(resideInAnyPackage(module, CORE)));
  }
}
