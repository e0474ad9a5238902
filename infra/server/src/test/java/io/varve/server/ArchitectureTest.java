package io.varve.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.library.Architectures;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/architecture.md says of modules, packages and libraries. */
final class ArchitectureTest {

    private static JavaClasses varve = new ClassFileImporter().importClasses();

    @BeforeAll
    static void read() {
        varve = new ClassFileImporter()
                .withImportOption(ArchitectureTest::isOfTheProgram)
                .importPackages("io.varve");
    }

    private static boolean isOfTheProgram(Location location) {
        return !location.contains("/test-classes/")
                && !location.contains("-tests.jar")
                && !location.contains("/bench/");
    }

    @Test
    void allModulesAreLookedAt() {
        assertThat(varve)
                .extracting(JavaClass::getPackageName)
                .contains(
                        "io.varve.ingest.hot",
                        "io.varve.tiering.catalog",
                        "io.varve.query.replay",
                        "io.varve.server.cli");
    }

    @Test
    void importsPointLeftOnly() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("ingest")
                .definedBy("io.varve.ingest..")
                .layer("tiering")
                .definedBy("io.varve.tiering..")
                .layer("query")
                .definedBy("io.varve.query..")
                .layer("server")
                .definedBy("io.varve.server..")
                .whereLayer("server")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("query")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("tiering")
                .mayOnlyBeAccessedByLayers("query", "server")
                .check(varve);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.varve.(**)").should().beFreeOfCycles().check(varve);
    }

    @ParameterizedTest
    @CsvSource({
        "net.openhft.., io.varve.ingest.hot..",
        "org.rocksdb.., io.varve.ingest.index..|io.varve.query.snapshot..",
        "org.duckdb.., io.varve.ingest.source..|io.varve.query.sql..",
        "org.apache.kafka.., io.varve.ingest.source.kafka..",
        "org.apache.parquet.., io.varve.tiering.parquet..",
        "org.apache.hadoop.., io.varve.tiering.parquet..",
        "software.amazon.., io.varve.tiering.cold..",
        "org.apache.iceberg.., io.varve.tiering.catalog..",
        "org.quartz.., io.varve.tiering.schedule..",
        "org.gaul.., io.varve.server.s3..",
        "io.javalin.., io.varve.server.http..",
        "org.eclipse.jetty.., io.varve.server.http..",
        "com.nimbusds.., io.varve.server.access..",
        "picocli.., io.varve.server.cli..",
        "me.tongfei.., io.varve.server.cli..",
        "org.yaml.., io.varve.server.config..|io.varve.query.projection.declared..",
        "dev.cel.., io.varve.query.projection.declared..",
        "ch.qos.logback.., io.varve.server.cli..",
    })
    void eachLibraryHasItsHome(String library, String home) {
        noClasses()
                .that(resideOutsideOfPackages(home.split("\\|")))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .allowEmptyShould(true)
                .check(varve);
    }

    @Test
    void timeIsInjected() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.varve.server")
                .should()
                .callMethodWhere(new DescribedPredicate<>("it reads the wall clock") {
                    @Override
                    public boolean test(JavaMethodCall call) {
                        return readsTheWallClock(call);
                    }
                })
                .check(varve);
    }

    private static boolean readsTheWallClock(JavaMethodCall call) {
        String method = call.getTargetOwner().getName() + "." + call.getName();
        boolean now = call.getName().equals("now")
                && call.getTargetOwner().getPackageName().startsWith("java.time")
                && call.getTarget().getParameterTypes().isEmpty();
        return now
                || method.equals("java.lang.System.currentTimeMillis")
                || method.startsWith("java.time.Clock.system")
                || method.startsWith("java.time.InstantSource.system");
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass each : varve) {
            if (!each.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(each.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }
}
