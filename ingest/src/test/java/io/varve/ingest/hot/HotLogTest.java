package io.varve.ingest.hot;

import static io.varve.ingest.hot.HotSamples.DAY;
import static io.varve.ingest.hot.HotSamples.HOUR;
import static io.varve.ingest.hot.HotSamples.START;
import static io.varve.ingest.hot.HotSamples.append;
import static io.varve.ingest.hot.HotSamples.batch;
import static io.varve.ingest.hot.HotSamples.daily;
import static io.varve.ingest.hot.HotSamples.names;
import static io.varve.ingest.hot.HotSamples.requireEvent;
import static io.varve.ingest.hot.HotSamples.requireEvents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Micros;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HotLogTest {

    @TempDir
    Path directory;

    @Test
    void beginsWhereTheCatalogEnds() {
        try (HotLog log = HotLog.open(new HotLogConfig(directory, CycleLength.DAY, 1_000))) {
            assertThat(log.firstPosition()).isEqualTo(1_000);
            assertThat(log.nextPosition()).isEqualTo(1_000);
            assertThat(log.lastRecordedAtMicros()).isEqualTo(Long.MIN_VALUE);
            assertThat(log.cycles()).isEmpty();
            requireEvents(log, 1_000, 1_000);

            append(log, START, 3);

            requireEvents(log, 1_000, 1_003);
        }
    }

    @Test
    void givesBackWhatWasAppendedOverSeveralCyclesAndAfterReopening() {
        try (HotLog log = HotLog.open(daily(directory))) {
            for (int day = 0; day < 4; day++) {
                append(log, START + day * DAY, 5);
                append(log, START + day * DAY + HOUR, 1);
                log.sync();
            }
            requireEvents(log, 0, 24);
        }
        try (HotLog log = HotLog.open(daily(directory))) {
            assertThat(log.firstPosition()).isZero();
            assertThat(log.nextPosition()).isEqualTo(24);
            assertThat(log.lastRecordedAtMicros()).isEqualTo(START + 3 * DAY + HOUR);
            requireEvents(log, 0, 24);
            requireEvents(log, 4, 7);
            append(log, START + 3 * DAY + HOUR, 2);
            append(log, START + 9 * DAY, 2);
            requireEvents(log, 0, 28);
        }
        try (HotLog log = HotLog.open(daily(directory))) {
            requireEvents(log, 0, 28);
            assertThat(log.cycles()).extracting(HotCycleInfo::firstPosition).containsExactly(0L, 6L, 12L, 18L, 26L);
            assertThat(log.cycles()).extracting(HotCycleInfo::endPosition).containsExactly(6L, 12L, 18L, 26L, 28L);
            assertThat(log.cycles().get(4).startMicros()).isEqualTo(START + 9 * DAY);
            assertThat(log.cycles().get(4).endMicros()).isEqualTo(START + 10 * DAY);
            assertThat(log.cycles())
                    .allSatisfy(cycle -> assertThat(cycle.bytes()).isBetween(65_536L, 262_144L));
            assertThat(log.cycles(18)).extracting(HotCycleInfo::firstPosition).containsExactly(18L, 26L);
            assertThat(log.cycles(17)).isEqualTo(log.cycles().subList(2, 5));
            assertThat(log.spans())
                    .isEqualTo(log.cycles().stream()
                            .map(cycle -> new HotSpan(
                                    cycle.startMicros(), cycle.endMicros(), cycle.firstPosition(), cycle.endPosition()))
                            .toList());
        }
    }

    @Test
    void theNewestCycleIsAsLargeAfterReopening() {
        long bytes;
        try (HotLog log = HotLog.open(daily(directory))) {
            append(log, START, 2);
            append(log, START + HOUR, 5_000);
            bytes = log.cycles().get(0).bytes();
        }
        try (HotLog log = HotLog.open(daily(directory))) {
            assertThat(log.cycles()).extracting(HotCycleInfo::bytes).containsExactly(bytes);
        }
    }

    @Test
    void cutsByTheHourOfLogTime() throws IOException {
        HotLogConfig hourly = new HotLogConfig(directory, CycleLength.HOUR, 0);
        try (HotLog log = HotLog.open(hourly)) {
            append(log, START + HOUR - 1, 2);
            append(log, START + HOUR, 2);
            append(log, START + 30 * HOUR, 2);
        }
        assertThat(names(directory)).contains("20260131-00F.cq4", "20260131-01F.cq4", "20260201-06F.cq4");
        try (HotLog log = HotLog.open(hourly)) {
            requireEvents(log, 0, 6);
        }
    }

    @Test
    void layDownHistoryFromBeforeTheEpoch() {
        long old = Micros.of(Instant.parse("1869-05-10T12:47:00Z"));
        try (HotLog log = HotLog.open(daily(directory))) {
            append(log, old, 2);
            append(log, -1, 2);
            append(log, START, 2);
        }
        try (HotLog log = HotLog.open(daily(directory))) {
            requireEvents(log, 0, 6);
            assertThat(log.cycles().get(0).startMicros()).isEqualTo(Micros.of(Instant.parse("1869-05-10T00:00:00Z")));
        }
    }

    @Test
    void tellsWhereABatchEndsAndItsProgress() {
        try (HotLog log = HotLog.open(daily(directory))) {
            log.append(batch(0, START, 2, new byte[] {4, 2}));
            log.append(batch(2, START, 1, new byte[0]));
            log.append(batch(3, START, 1));
            try (HotCursor cursor = log.read(0, 4)) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.lastOfBatch()).isFalse();
                assertThat(cursor.batchProgress()).containsExactly(4, 2);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.lastOfBatch()).isTrue();
                assertThat(cursor.recordedAtMicros()).isEqualTo(START);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.batchProgress()).isEmpty();
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.batchProgress()).isNull();
                assertThat(cursor.next()).isFalse();
                assertThatIllegalStateException().isThrownBy(cursor::position);
            }
        }
    }

    @Test
    void findsAnyPositionInCyclesOfUnevenBatches() {
        Random random = new Random(7);
        try (HotLog log = HotLog.open(daily(directory))) {
            for (int i = 0; i < 3_000; i++) {
                append(log, START + i / 1_000 * DAY, i < 1_500 ? 1 : 1 + random.nextInt(40));
            }
            requireAnyPosition(log, random);
        }
        try (HotLog log = HotLog.open(daily(directory))) {
            requireAnyPosition(log, random);
        }
    }

    private static void requireAnyPosition(HotLog log, Random random) {
        for (int i = 0; i < 2_000; i++) {
            long position = (long) (random.nextDouble() * log.nextPosition());
            try (HotCursor cursor = log.read(position, position + 1)) {
                assertThat(cursor.next()).isTrue();
                requireEvent(cursor, position);
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @Test
    void showsOnlyWhatWasThereWhenTheReadingBegan() {
        try (HotLog log = HotLog.open(daily(directory))) {
            append(log, START, 3);
            try (HotCursor cursor = log.read(1, 100)) {
                append(log, START, 3);
                append(log, START + DAY, 3);
                assertThat(cursor.next()).isTrue();
                requireEvent(cursor, 1);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.next()).isFalse();
            }
            requireEvents(log, 1, 9);
        }
    }

    @Test
    void refusesABatchThatDoesNotContinueTheLog() {
        try (HotLog log = HotLog.open(daily(directory))) {
            append(log, START, 3);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.append(batch(4, START, 1)))
                    .withMessageContaining("4")
                    .withMessageContaining("3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.append(batch(3, START - 1, 1)))
                    .withMessageContaining("2026-01-30T23:59:59.999999Z")
                    .withMessageContaining("2026-01-31T00:00:00Z");
            append(log, START, 1);
            requireEvents(log, 0, 4);
        }
    }

    @Test
    void takesABatchOfTheFullSizeAndRefusesOneByteMore() {
        try (HotLog log = HotLog.open(daily(directory))) {
            for (int i = 0; i < 20; i++) { // across the blocks in which the file is mapped
                HotBatch full = large(log.nextPosition(), HotLog.MAX_BATCH_BYTES);
                assertThat(full.encodedBytes()).isEqualTo(HotLog.MAX_BATCH_BYTES);
                log.append(full);
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.append(large(log.nextPosition(), HotLog.MAX_BATCH_BYTES + 1)))
                    .withMessageContaining("8388609");
            requireLarge(log);
        }
        try (HotLog log = HotLog.open(daily(directory))) {
            requireLarge(log);
        }
    }

    private static void requireLarge(HotLog log) {
        try (HotCursor cursor = log.read(0, 20)) {
            for (int i = 0; i < 20; i++) {
                assertThat(cursor.next()).isTrue();
                byte[] content = cursor.content();
                assertThat(content[content.length - 1]).isEqualTo((byte) (i + 1));
            }
        }
    }

    private static HotBatch large(long position, int bytes) {
        // version and length of the content take 5 bytes
        int rest = bytes - BatchFormat.HEADER_BYTES - 1 - 5 - BatchFormat.CRC_BYTES;
        byte[] content = HotSamples.bytes(rest, (int) position + 1);
        return new HotBatch(position, START, null, List.of(new HotEvent(position, content)));
    }

    @Test
    void releasesWholeOldCyclesButNeverTheNewest() throws IOException {
        try (HotLog log = HotLog.open(daily(directory))) {
            for (int day = 0; day < 4; day++) {
                append(log, START + day * DAY, 10);
            }
            assertThat(log.release(9)).isEmpty();
            assertThat(log.release(25)).extracting(HotCycleInfo::endPosition).containsExactly(10L, 20L);
            assertThat(log.firstPosition()).isEqualTo(20);
            assertThatThrownBy(() -> log.read(19, 21))
                    .isInstanceOf(HotLogException.class)
                    .hasMessageContaining("19")
                    .hasMessageContaining("20");
            requireEvents(log, 20, 40);
            assertThat(log.release(40)).extracting(HotCycleInfo::endPosition).containsExactly(30L);
            assertThat(log.release(40)).isEmpty();
            append(log, START + 3 * DAY, 1);
            append(log, START + 4 * DAY, 1);
            requireEvents(log, 30, 42);
        }
        assertThat(names(directory)).containsExactly("20260203F.cq4", "20260204F.cq4", "metadata.cq4t", "synced");
        try (HotLog log = HotLog.open(new HotLogConfig(directory, CycleLength.DAY, 35))) {
            requireEvents(log, 30, 42);
        }
    }

    @Test
    void keepsWhatACursorHoldsAndAllAfterIt() {
        try (HotLog log = HotLog.open(daily(directory))) {
            for (int day = 0; day < 5; day++) {
                append(log, START + day * DAY, 10);
            }
            try (HotCursor cursor = log.read(15, 18)) {
                assertThat(log.release(40))
                        .extracting(HotCycleInfo::endPosition)
                        .containsExactly(10L);
                assertThat(cursor.next()).isTrue();
                requireEvent(cursor, 15);
            }
            assertThat(log.release(40)).extracting(HotCycleInfo::endPosition).containsExactly(20L, 30L, 40L);
            requireEvents(log, 40, 50);
        }
    }

    @Test
    void refusesAGapBeforeTheLog() {
        try (HotLog log = HotLog.open(new HotLogConfig(directory, CycleLength.DAY, 30))) {
            append(log, START, 5);
        }
        assertThatThrownBy(() -> HotLog.open(new HotLogConfig(directory, CycleLength.DAY, 29)))
                .isInstanceOf(HotLogException.class)
                .hasMessageContaining("begins at 30, the catalog ends at 29");
        assertThatThrownBy(() -> HotLog.open(new HotLogConfig(directory, CycleLength.DAY, 36)))
                .isInstanceOf(HotLogException.class)
                .hasMessageContaining("ends at 35, the catalog ends at 36");
        HotLog.open(new HotLogConfig(directory, CycleLength.DAY, 35)).close();
    }

    @Test
    void refusesAnotherCycleLength() {
        try (HotLog log = HotLog.open(daily(directory))) {
            append(log, START, 5);
        }
        assertThatThrownBy(() -> HotLog.open(new HotLogConfig(directory, CycleLength.HOUR, 0)))
                .isInstanceOf(HotLogException.class)
                .hasMessageContaining("20260131F.cq4")
                .hasMessageContaining("HOUR");
    }

    @Test
    void servesOpenCursorsAfterItIsClosed() {
        HotLog log = HotLog.open(daily(directory));
        append(log, START, 3);
        append(log, START + DAY, 3);
        HotCursor cursor = log.read(0, 6);
        assertThat(cursor.next()).isTrue();
        log.close();
        log.close();
        assertThatIllegalStateException().isThrownBy(() -> log.read(0, 1));
        for (long position = 1; position < 6; position++) {
            assertThat(cursor.next()).isTrue();
            requireEvent(cursor, position);
        }
        cursor.close();
        cursor.close();
        assertThatIllegalStateException().isThrownBy(cursor::next);
        assertThatIllegalStateException().isThrownBy(cursor::content);
    }

    @Test
    void takesNoHarmFromAnInterrupt() {
        try (HotLog log = HotLog.open(daily(directory))) {
            append(log, START, 3);
            Thread.currentThread().interrupt();
            append(log, START + DAY, 3);
            log.sync();
            requireEvents(log, 0, 6);
            assertThat(Thread.interrupted()).isTrue();
            append(log, START + 2 * DAY, 3);
            log.sync();
        }
        try (HotLog log = HotLog.open(daily(directory))) {
            requireEvents(log, 0, 9);
        }
    }
}
