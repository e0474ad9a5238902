package io.varve.query.projection.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Projection;
import io.varve.query.projection.ProjectionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projections are found in Java, in a directory, and by path; upcasters work before all of them. */
final class ProjectionsTest {

    private static final String COUNT =
            "name: count\nversion: 1\ninitial: { n: 0 }\non: { Payment: { n: state.n + 1 } }\n";

    @TempDir
    private Path directory;

    private Projections projections = known(Path.of("."));

    private static Projections known(Path directory) {
        return new Projections(directory, ProjectionsTest.class.getClassLoader());
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("count.yaml"), COUNT);
        Files.writeString(directory.resolve("notes.txt"), "no projection");
        projections = known(directory);
    }

    @Test
    void findsByNameAndByPath() {
        assertThat(projections.names()).containsExactly("count", "payments-per-case");
        assertThat(projections.load("count").name()).isEqualTo("count");
        assertThat(projections.load("payments-per-case").name()).isEqualTo("payments-per-case");
        assertThat(projections.load(directory.resolve("count.yaml").toString()).definition())
                .isEqualTo(projections.load("count").definition());
    }

    @Test
    void listsThoseItKnows() {
        assertThatThrownBy(() -> projections.load("cuont"))
                .isInstanceOf(UnknownProjectionException.class)
                .hasMessage("there is no projection 'cuont', did you mean 'count'?; known are count, payments-per-case;"
                        + " a file is given by its path, such as ./cuont.yaml");
        assertThat(known(directory.resolve("absent")).names()).containsExactly("payments-per-case");
        assertThatThrownBy(() -> projections.load("./absent.yaml")).hasMessageContaining("there is no file");
    }

    @Test
    void aNameStandsForOne() throws IOException {
        Files.writeString(directory.resolve("other.yaml"), COUNT);
        assertThatThrownBy(() -> projections.load("other")).hasMessageContaining("must have one name");
        Files.writeString(
                directory.resolve("payments-per-case.yaml"), COUNT.replace("name: count", "name: payments-per-case"));
        assertThatThrownBy(() -> projections.load("payments-per-case"))
                .hasMessageContaining("two projections are named");
    }

    @Test
    void upcastersWorkBeforeTheFoldAndAreOfTheDefinition() {
        Projection<?> found = projections.load("count");
        assertThat(fold(found, "{\"total\":\"1.5\"}")).isEqualTo("{\"n\":1}");
        assertThat(fold(projections.load("payments-per-case"), "{\"total\":\"1.5\"}"))
                .isEqualTo("150");
        assertThat(found.definition())
                .isNotEqualTo(new Projections(directory, ClassLoader.getPlatformClassLoader())
                        .load("count")
                        .definition());
        assertThatThrownBy(() -> fold(found, null))
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("upcaster 'renamed-payment' failed at position 3 of 'a': it has no data");
    }

    private static <S> String fold(Projection<S> projection, @org.jspecify.annotations.Nullable String data) {
        Event full = Event.json("id", "/test", "a", "PaidOld", data == null ? "" : data);
        Event event = new Event(
                "id",
                "/test",
                full.subject(),
                "PaidOld",
                null,
                null,
                null,
                data == null ? null : full.data(),
                new TreeMap<>());
        S state = projection.apply(projection.initial(), new RecordedEvent(3, 0, 0, event));
        return new String(projection.toJson(state), StandardCharsets.UTF_8);
    }
}
