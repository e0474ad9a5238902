package io.varve.server.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CloserTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void closesInReverseOrderAndKeepsEveryFailure() {
        Closer closer = new Closer();
        closer.add(() -> closed.add("first"));
        closer.add(() -> fail("second"));
        closer.add(() -> closed.add("third"));
        closer.add(() -> fail("fourth"));
        assertThatThrownBy(closer::close)
                .isInstanceOf(ArchiveException.class)
                .hasRootCauseMessage("fourth")
                .satisfies(e -> assertThat(e.getCause().getSuppressed()).singleElement().satisfies(s -> assertThat(s)
                        .hasMessage("second")));
        assertThat(closed).containsExactly("third", "first");
        closer.close();
    }

    @Test
    void closesAtOnceWhatComesTooLate() {
        Closer closer = new Closer();
        closer.close();
        assertThatThrownBy(() -> closer.add(() -> closed.add("late"))).isInstanceOf(ArchiveException.class);
        assertThat(closed).containsExactly("late");
    }

    private static void fail(String message) throws IOException {
        throw new IOException(message);
    }
}
