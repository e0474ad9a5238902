package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.MalformedEventException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileWriterTest {

    private static final byte[] ONE = EventCodec.encode(Event.json("1", "/s", "account-1", "t", "{}"));
    private static final byte[] TWO = EventCodec.encode(Event.json("2", "/s", "account-2", "t", "{}"));
    private static final long START = LoggedEvents.DAY.startMicros();

    @TempDir
    Path directory;

    @Test
    void positionsMustFollowEachOther() throws IOException {
        try (EventFileWriter writer = writer()) {
            writer.add(7, 0, START, ONE);
            assertThatThrownBy(() -> writer.add(9, 1, START, ONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("position is 9, must be 8");
            assertThatThrownBy(() -> writer.add(7, 1, START, ONE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void versionsOfAnAggregateMustFollowEachOther() throws IOException {
        try (EventFileWriter writer = writer()) {
            writer.add(0, 5, START, ONE);
            writer.add(1, 0, START, TWO);
            assertThatThrownBy(() -> writer.add(2, 5, START, ONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("aggregate 'account-1' comes with version 5, must be 6");
        }
    }

    @Test
    void logTimeMustNotDecreaseNorLeaveThePartition() throws IOException {
        try (EventFileWriter writer = writer()) {
            assertThatThrownBy(() -> writer.add(0, 0, START - 1, ONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be from 2026-01-31T00:00:00Z to 2026-02-01T00:00:00Z");
            writer.add(0, 0, START + 10, ONE);
            assertThatThrownBy(() -> writer.add(1, 0, START + 9, TWO)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.add(1, 0, LoggedEvents.DAY.endMicros(), TWO))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatIsNotAnEventIsRefused() throws IOException {
        try (EventFileWriter writer = writer()) {
            for (int length = 0; length < ONE.length; length++) {
                byte[] cut = Arrays.copyOf(ONE, length);
                assertThatThrownBy(() -> writer.add(0, 0, START, cut)).isInstanceOf(MalformedEventException.class);
            }
            assertThatThrownBy(() -> writer.add(0, 0, START, Arrays.copyOf(ONE, ONE.length + 1)))
                    .isInstanceOf(MalformedEventException.class);
        }
    }

    @Test
    void aFileThatIsNotFinishedLeavesNothing() throws IOException {
        try (EventFileWriter writer = writer()) {
            writer.add(0, 0, START, ONE);
        }
        try (Stream<Path> names = Files.list(directory)) {
            assertThat(names).isEmpty();
        }
    }

    @Test
    void aFileWithoutEventsIsNotFinished() throws IOException {
        try (EventFileWriter writer = writer()) {
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anAttemptIsNotTakenTwice() throws IOException {
        try (EventFileWriter first = writer()) {
            assertThatThrownBy(this::writer).isInstanceOf(IOException.class);
            first.add(0, 0, START, ONE);
            assertThat(first.finish().path()).exists();
        }
    }

    @Test
    void factsTellTimesProgressAndSize() throws IOException {
        try (EventFileWriter writer = writer()) {
            writer.add(3, 0, START + 5, ONE);
            writer.add(4, 0, START + 9, TWO);
            writer.putProgress("kafka", "old".getBytes(StandardCharsets.UTF_8));
            writer.putProgress("kafka", "new".getBytes(StandardCharsets.UTF_8));
            assertThat(writer.rawBytes()).isEqualTo(ONE.length + TWO.length);
            FileFacts facts = writer.finish().facts();
            assertThat(facts.firstPosition()).isEqualTo(3);
            assertThat(facts.lastPosition()).isEqualTo(4);
            assertThat(facts.events()).isEqualTo(2);
            assertThat(facts.rawBytes()).isEqualTo(ONE.length + TWO.length);
            assertThat(facts.minRecordedAtMicros()).isEqualTo(START + 5);
            assertThat(facts.maxRecordedAtMicros()).isEqualTo(START + 9);
            assertThat(facts.minTimeMicros()).isNull();
            assertThat(facts.maxTimeMicros()).isNull();
            assertThat(facts.progress()).containsOnlyKeys("kafka");
            assertThat(facts.progress().get("kafka")).asString().isEqualTo("new");
            EventFileName name = EventFileName.parse(facts.fileName());
            assertThat(name.format()).isEqualTo(facts.fileName());
            assertThat(name.sha256()).isEqualTo(facts.sha256());
            assertThat(facts.fileName())
                    .startsWith("2026-01-31_0000000000000000003_0000000000000000004_attempt_")
                    .endsWith(".parquet");
        }
    }

    private EventFileWriter writer() throws IOException {
        return new EventFileWriter(
                directory,
                new FileIdentity("events", LoggedEvents.LOG_ID, LoggedEvents.DAY, "attempt"),
                ChainLink.start(LoggedEvents.LOG_ID),
                EventFileSettings.defaults());
    }
}
