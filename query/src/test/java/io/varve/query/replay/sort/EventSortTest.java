package io.varve.query.replay.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventSortTest {

    private static final Comparator<RecordedEvent> BY_AGGREGATE = Comparator.comparing(
                    (RecordedEvent event) -> event.event().subject())
            .thenComparingLong(RecordedEvent::version);

    @TempDir
    private Path directory;

    @Test
    void sortsInMemoryWithoutAFile() throws IOException {
        try (EventSort sort = new EventSort(directory.resolve("none"), 1 << 20)) {
            List<RecordedEvent> events = events(500);
            assertThat(sorted(sort, events)).isEqualTo(inOrder(events));
        }
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void mergesFilesOfSeveralLevels() throws IOException {
        List<RecordedEvent> events = events(10_000);
        try (EventSort sort = new EventSort(directory, 2_000)) {
            assertThat(sorted(sort, events)).isEqualTo(inOrder(events));
            assertThat(sort.spills()).isBetween(2, 3 * EventSort.FAN_IN);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesAVersionThatComesTwice() throws IOException {
        RecordedEvent event = new RecordedEvent(3, 1, 0, Event.json("1", "/s", "a", "T", "{}"));
        try (EventSort sort = new EventSort(directory, 1)) {
            sort.add(event);
            sort.add(event);
            SortedEvents sorted = sort.sorted();
            assertThat(sorted.next()).isEqualTo(event);
            assertThatThrownBy(sorted::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'a' has version 1 at position 3 after version 1");
        }
    }

    @Test
    void removesWhatAnEarlierProcessLeft() throws IOException {
        Path left = Files.writeString(directory.resolve("1" + Spill.SUFFIX), "left");
        Path other = Files.writeString(directory.resolve("notes"), "kept");

        EventSort.removeLeftovers(directory);
        EventSort.removeLeftovers(directory.resolve("absent"));

        assertThat(left).doesNotExist();
        assertThat(other).exists();
    }

    private static List<RecordedEvent> sorted(EventSort sort, List<RecordedEvent> events) throws IOException {
        for (RecordedEvent event : events) {
            sort.add(event);
        }
        SortedEvents sorted = sort.sorted();
        List<RecordedEvent> answer = new ArrayList<>();
        for (RecordedEvent event = sorted.next(); event != null; event = sorted.next()) {
            answer.add(event);
        }
        return answer;
    }

    private static List<RecordedEvent> inOrder(List<RecordedEvent> events) {
        return events.stream().sorted(BY_AGGREGATE).toList();
    }

    private static List<RecordedEvent> events(int count) {
        String[] subjects = {"a", "ab", "B", "i", "ı", "İ", "z", "\uD83D\uDE00", "\uFF5E", "é"};
        Random random = new Random(11);
        Map<String, Long> versions = new HashMap<>();
        List<RecordedEvent> events = new ArrayList<>();
        for (int position = 0; position < count; position++) {
            String subject = subjects[random.nextInt(subjects.length)] + random.nextInt(30);
            long version = versions.merge(subject, 0L, (before, zero) -> before + 1);
            events.add(new RecordedEvent(
                    position,
                    version,
                    position,
                    Event.json("" + position, "/s", subject, "T", "{\"n\":" + position + "}")));
        }
        return events;
    }
}
