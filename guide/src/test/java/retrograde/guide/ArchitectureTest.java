package retrograde.guide;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The arrows of the design: who may know whom, who may print, which arithmetic is allowed where. */
class ArchitectureTest {

    /**
     * Core's packages; each may depend on those before it, and on the root package. (A model is built for data and reads
     * batches, so {@code data} stands before {@code model}.)
     */
    private static final List<String> READING_ORDER = List.of("equation", "cell", "engine", "sequence", "data", "model",
            "flow", "advice", "train", "run", "article");

    /** Packages outside core, which core must not know. */
    private static final List<String> OUTER = List.of("formats", "store", "report", "cli", "guide");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("retrograde");

    /** Functions whose last bits differ between machines and compilers when they are called on Math. */
    private static final Set<String> INEXACT = Set.of("exp", "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot",
            "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh");

    @Test
    void theScanFindsTheProgram() {
        assertThat(CLASSES).hasSizeGreaterThan(100);
        assertThat(CLASSES.contain("retrograde.InputException")).isTrue();
        assertThat(CLASSES.contain("retrograde.cli.Main")).isTrue();
        assertThat(CLASSES.contain("retrograde.store.RunStore")).isTrue();
        assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void everyPackageIsOneOfTheDesign() {
        Set<String> top = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals("retrograde"))
                .map(name -> name.split("\\.", -1)[1])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = new TreeSet<>(READING_ORDER);
        known.addAll(OUTER);
        assertThat(known).containsAll(top);
        assertThat(top).containsAll(READING_ORDER);
    }

    static List<String> readingOrder() {
        return READING_ORDER;
    }

    @ParameterizedTest
    @MethodSource("readingOrder")
    void aCorePackageDependsOnEarlierOnesOnly(String name) {
        String[] later = READING_ORDER.subList(READING_ORDER.indexOf(name) + 1, READING_ORDER.size())
                .stream()
                .map(ArchitectureTest::in)
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> forbidden = resideInAnyPackage(later).or(resideInAnyPackage(outer()));
        noClasses().that().resideInAPackage(in(name)).should().dependOnClassesThat(forbidden).check(CLASSES);
    }

    @Test
    void theRootPackageDependsOnNoOther() {
        noClasses().that()
                .resideInAPackage("retrograde")
                .should()
                .dependOnClassesThat(resideInAPackage("retrograde..").and(not(resideInAPackage("retrograde"))))
                .check(CLASSES);
    }

    @Test
    void flowNeverSeesTraining() {
        noClasses().that()
                .resideInAPackage(in("flow"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("train"))
                .because("an imported checkpoint is analysed without training")
                .check(CLASSES);
    }

    @Test
    void formatReadersNeverSeeTheCore() {
        DescribedPredicate<JavaClass> core = resideInAnyPackage(
                READING_ORDER.stream().map(ArchitectureTest::in).toArray(String[]::new));
        noClasses().that()
                .resideInAPackage(in("formats"))
                .and()
                .resideOutsideOfPackage(in("formats.mapping"))
                .should()
                .dependOnClassesThat(core)
                .because("readers yield named arrays; only mapping knows both")
                .check(CLASSES);
    }

    @Test
    void nothingButTheCommandLineKnowsTheCommandLine() {
        noClasses().that()
                .resideOutsideOfPackage(in("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("cli"), "picocli..", "me.tongfei..")
                .check(CLASSES);
    }

    @Test
    void theStoreKnowsOnlyTheRootPackageAndNobodyElseKnowsSqlite() {
        noClasses().that()
                .resideInAPackage(in("store"))
                .should()
                .dependOnClassesThat(resideInAPackage("retrograde..").and(not(resideInAPackage(in("store"))))
                        .and(not(resideInAPackage("retrograde"))))
                .check(CLASSES);
        noClasses().that()
                .resideOutsideOfPackage(in("store"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("retrograde.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses().that().resideOutsideOfPackage(in("cli")).should(ACCESS_STANDARD_STREAMS).check(CLASSES);
    }

    @Test
    void onlyTheCommandLineExits() {
        noClasses().that()
                .resideOutsideOfPackage(in("cli"))
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarkedAndHasATour() {
        Set<JavaPackage> packages = CLASSES.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
        assertThat(packages).allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                .as("package-info of %s is there and @NullMarked", each.getName())
                .isTrue());
    }

    @Test
    void onlyTheSimdEngineUsesTheIncubatingVectorApi() {
        noClasses().that()
                .resideOutsideOfPackage(in("engine.simd"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator..")
                .check(CLASSES);
    }

    /** Their bits differ between interpreted and compiled code; kernels made at run time are checked as they are made. */
    @Test
    void handWrittenKernelsUseOnlyExactVectorOperations() {
        Set<String> functions = Set.of("SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "EXP", "LOG", "LOG10", "SQRT",
                "CBRT", "SINH", "COSH", "TANH", "EXPM1", "LOG1P", "ATAN2", "POW", "HYPOT");
        DescribedPredicate<JavaAccess<?>> inexact = DescribedPredicate.describe(
                "sum over lanes or use an elementary function of the Vector API",
                access -> access.getTargetOwner().getPackageName().startsWith("jdk.incubator.vector")
                        && (access.getName().equals("reduceLanes") || functions.contains(access.getName())));
        noClasses().should()
                .accessTargetWhere(inexact)
                .because("results are bit-identical (DESIGN, principle 3)")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes().should()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Impl")
                .check(CLASSES);
    }

    @Test
    void elementaryFunctionsAreStrict() {
        DescribedPredicate<JavaAccess<?>> inexact = DescribedPredicate.describe("call an inexact function of Math",
                access -> access.getTargetOwner().isEquivalentTo(Math.class) && INEXACT.contains(access.getName()));
        noClasses().that()
                .resideOutsideOfPackages(outer())
                .should()
                .accessTargetWhere(inexact)
                .because("the same seed must give the same bits on every machine: StrictMath")
                .check(CLASSES);
    }

    @Test
    void randomNumbersComeFromSeededGenerators() {
        noClasses().should()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class, SplittableRandom.class, ThreadLocalRandom.class)
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    @Test
    void noSumIsParallel() {
        DescribedPredicate<JavaAccess<?>> parallel = DescribedPredicate.describe("run a stream or an array in parallel",
                access -> access.getTargetOwner().getPackageName().startsWith("java.util")
                        && access.getName().startsWith("parallel"));
        noClasses().should().accessTargetWhere(parallel).because("every sum has one written order").check(CLASSES);
    }

    /** What runs at every step; plans and writers of kernels run once a layer. */
    @Test
    void whatRunsAtEveryStepUsesNoStreams() {
        noClasses().that()
                .resideInAPackage(in("engine.simd"))
                .and(DescribedPredicate.describe("run at every step",
                        c -> Set.of("CompiledCell", "Kernels", "Memory", "Team", "VectorGemm", "VectorScaledRows")
                                .contains(c.getSimpleName())))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.stream..")
                .because("they run many times a time step")
                .check(CLASSES);
    }

    private static String in(String name) {
        return "retrograde." + name + "..";
    }

    private static String[] outer() {
        return OUTER.stream().map(ArchitectureTest::in).toArray(String[]::new);
    }
}
