package io.varve.ingest.hot;

import static io.varve.ingest.hot.HotSamples.DAY;
import static io.varve.ingest.hot.HotSamples.START;
import static io.varve.ingest.hot.HotSamples.append;
import static io.varve.ingest.hot.HotSamples.bytes;
import static io.varve.ingest.hot.HotSamples.daily;
import static io.varve.ingest.hot.HotSamples.dayFile;
import static io.varve.ingest.hot.HotSamples.flip;
import static io.varve.ingest.hot.HotSamples.names;
import static io.varve.ingest.hot.HotSamples.overwrite;
import static io.varve.ingest.hot.HotSamples.requireEvents;
import static io.varve.ingest.hot.HotSamples.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two days of 10 batches of 5 events: [0, 50) and [50, 100); then something happens to a file. */
final class HotLogDamageTest {

    private static final int BATCH = 5;
    private static final long SECOND_DAY = START + DAY;

    @TempDir
    Path directory;

    private CycleFile older = new CycleFile(0, Path.of(""));
    private CycleFile last = new CycleFile(0, Path.of(""));

    @BeforeEach
    void twoDays() {
        older = dayFile(directory, START);
        last = dayFile(directory, SECOND_DAY);
        try (HotLog log = HotLog.open(daily(directory))) {
            for (int i = 0; i < 20; i++) {
                append(log, i < 10 ? START : SECOND_DAY, BATCH);
            }
        }
    }

    /** As after a crash, when nobody knows what was synced. */
    private void forgetSynced() throws IOException {
        Files.delete(directory.resolve(SyncedMark.FILE_NAME));
    }

    private void requireGoesOnAt(long position) throws IOException {
        try (HotLog log = HotLog.open(daily(directory))) {
            assertThat(log.nextPosition()).isEqualTo(position);
            requireEvents(log, 0, position);
            append(log, SECOND_DAY, 3);
            append(log, SECOND_DAY + DAY, 3);
            requireEvents(log, 0, position + 6);
        }
        try (HotLog log = HotLog.open(daily(directory))) {
            requireEvents(log, 0, position + 6);
        }
        CycleScan clean = scan(last);
        assertThat(clean.damaged()).isFalse();
        assertThat(clean.endPosition()).isEqualTo(position + 3);
    }

    @Test
    void setsATornLastBatchAside() throws IOException {
        forgetSynced();
        CycleScan before = scan(last);
        overwrite(last.path(), before.lastOffset() + 40, bytes(500, 0));

        requireGoesOnAt(95);

        assertThat(names(directory.resolve("set-aside")))
                .containsExactly("20260201F.cq4-from-byte-" + before.lastOffset());
    }

    @Test
    void setsAsideWhatTheWriterHadNotFinished() throws IOException {
        CycleScan before = scan(last);
        long end = before.lastOffset() + 2_000;
        overwrite(last.path(), end, bytes(3_000, 'x'));

        requireGoesOnAt(100);

        assertThat(names(directory.resolve("set-aside"))).hasSize(1);
        Path copy = directory
                .resolve("set-aside")
                .resolve(names(directory.resolve("set-aside")).get(0));
        assertThat(Files.readAllBytes(copy)).endsWith(bytes(3_000, 'x'));
    }

    @Test
    void setsAsideAllBehindAFlippedByteInTheLastCycle() throws IOException {
        forgetSynced();
        flip(last.path(), scan(last).lastOffset() - 700); // some batches before the last one

        try (HotLog log = HotLog.open(daily(directory))) {
            long end = log.nextPosition();
            assertThat(end).isGreaterThanOrEqualTo(50).isLessThan(100);
            assertThat(end % BATCH).isZero();
            requireEvents(log, 0, end);
            append(log, SECOND_DAY, 3);
            requireEvents(log, 0, end + 3);
        }
        assertThat(names(directory.resolve("set-aside"))).hasSize(1);
    }

    @Test
    void keepsEachCopyUnderItsOwnName() throws IOException {
        for (int i = 0; i < 2; i++) {
            overwrite(last.path(), scan(last).lastOffset() + 10_000, bytes(8, 'x'));
            HotLog.open(daily(directory)).close();
        }
        assertThat(names(directory.resolve("set-aside"))).hasSize(2);
    }

    @Test
    void refusesDamageBelowWhatWasSynced() throws IOException {
        flip(last.path(), scan(last).lastOffset() + 60);
        byte[] damaged = Files.readAllBytes(last.path());

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> HotLog.open(daily(directory)))
                    .isInstanceOf(HotLogException.class)
                    .hasMessageContaining("ends at 95")
                    .hasMessageContaining("up to 100");
        }
        assertThat(Files.readAllBytes(last.path())).isEqualTo(damaged);
        assertThat(names(directory)).doesNotContain("set-aside");
    }

    @Test
    void refusesWhenTheLastFileIsGone() throws IOException {
        Files.delete(last.path());
        assertThatThrownBy(() -> HotLog.open(daily(directory)))
                .isInstanceOf(HotLogException.class)
                .hasMessageContaining("ends at 50")
                .hasMessageContaining("up to 100");
        Files.delete(older.path());
        assertThatThrownBy(() -> HotLog.open(daily(directory)))
                .isInstanceOf(HotLogException.class)
                .hasMessageContaining("up to 100");
    }

    @Test
    void refusesADamagedMarkOfWhatWasSynced() throws IOException {
        Path mark = directory.resolve(SyncedMark.FILE_NAME);
        overwrite(mark, 0, bytes(24, 0x55));
        assertThatThrownBy(() -> HotLog.open(daily(directory)))
                .isInstanceOf(HotLogException.class)
                .hasMessageContaining(mark.toString());
    }

    @Test
    void readsUpToAFlippedByteInAnOlderCycleAndNoFurther() throws IOException {
        flip(older.path(), scan(older).lastOffset() + 60);

        try (HotLog log = HotLog.open(daily(directory))) {
            requireEvents(log, 0, 45);
            requireEvents(log, 50, 100);
            try (HotCursor cursor = log.read(43, 60)) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.next()).isTrue();
                assertThatThrownBy(cursor::next)
                        .isInstanceOf(HotLogException.class)
                        .hasMessageContaining("20260131F.cq4")
                        .hasMessageContaining("45");
            }
            try (HotCursor cursor = log.read(47, 48)) {
                assertThatThrownBy(cursor::next).isInstanceOf(HotLogException.class);
            }
        }
    }

    @Test
    void refusesEachFlippedByteOfAnOlderBatchOrReadsItRight() throws IOException {
        long offset = scan(older).lastOffset();
        for (int at = 0; at < 60; at++) {
            flip(older.path(), offset + at);
            try (HotLog log = HotLog.open(daily(directory));
                    HotCursor cursor = log.read(46, 60)) {
                assertThatThrownBy(cursor::next).as("byte %d", at).isInstanceOf(HotLogException.class);
            }
            flip(older.path(), offset + at);
        }
        try (HotLog log = HotLog.open(daily(directory))) {
            requireEvents(log, 0, 100);
        }
    }

    @Test
    void findsBatchesThoughChroniclesIndexIsDamaged() throws IOException {
        overwrite(older.path(), 0xf0, bytes(8, 0)); // the place of the first index page
        try (HotLog log = HotLog.open(daily(directory))) {
            requireEvents(log, 33, 100);
        }
    }

    @Test
    void writesTheLastFileAnewIfChronicleWouldGoOnElsewhere() throws IOException {
        overwrite(last.path(), 0x40, bytes(16, 0)); // where Chronicle notes the last excerpt

        requireGoesOnAt(100);

        assertThat(names(directory)).doesNotContain("set-aside");
    }

    @Test
    void goesOnInACycleThatACrashHadSealed() throws IOException {
        CycleScan before = scan(last);
        try (HotLog log = HotLog.open(daily(directory))) {
            append(log, SECOND_DAY + DAY, 1);
        }
        assertThat(scan(last).sealed()).isTrue();
        Files.delete(dayFile(directory, SECOND_DAY + DAY).path());
        forgetSynced();

        requireGoesOnAt(before.endPosition());
    }

    @Test
    void takesNoHarmFromFilesWithoutEvents() throws IOException {
        dayFile(directory, SECOND_DAY + DAY).lay();
        Files.createFile(dayFile(directory, SECOND_DAY + 2 * DAY).path());
        Files.createFile(dayFile(directory, START - DAY).path());
        overwrite(dayFile(directory, START - 2 * DAY).path(), 0, bytes(4_096, 0));

        requireGoesOnAt(100);

        assertThat(names(directory))
                .containsExactly("20260131F.cq4", "20260201F.cq4", "20260202F.cq4", "metadata.cq4t", "synced");
    }

    @Test
    void setsANewFileOfGarbageAside() throws IOException {
        overwrite(dayFile(directory, SECOND_DAY + DAY).path(), 0, bytes(4_096, 'x'));

        requireGoesOnAt(100);

        assertThat(names(directory.resolve("set-aside"))).containsExactly("20260202F.cq4-from-byte-0");
    }

    @Test
    void refusesAnOlderFileOfGarbage() throws IOException {
        overwrite(older.path(), 0, bytes(4_096, 'x'));
        assertThatThrownBy(() -> HotLog.open(daily(directory)))
                .isInstanceOf(HotLogException.class)
                .hasMessageContaining("20260131F.cq4");
    }

    @Test
    void noticesThatACycleIsMissingInTheMiddle() throws IOException {
        try (HotLog log = HotLog.open(daily(directory))) {
            append(log, SECOND_DAY + DAY, 5);
        }
        Files.delete(last.path());
        try (HotLog log = HotLog.open(daily(directory));
                HotCursor cursor = log.read(48, 105)) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.next()).isTrue();
            assertThatThrownBy(cursor::next).isInstanceOf(HotLogException.class).hasMessageContaining("50");
        }
    }

    @Test
    void beginsAgainWhatACrashBrokeOff() throws IOException {
        Files.createDirectories(directory.resolve(CycleRewriter.WORK));
        Files.write(directory.resolve(CycleRewriter.WORK).resolve("20260201F.cq4"), bytes(100, 'x'));
        Files.write(directory.resolve(Queues.OWN_FILE), bytes(70_000, 'x'));

        requireGoesOnAt(100);
    }

    @Test
    void readsRightOrRefusesWhateverByteOfAFilesHeaderIsFlipped() throws IOException {
        for (CycleFile file : List.of(older, last)) {
            byte[] header = Files.readAllBytes(file.path());
            for (int at = 0; at < 200; at += 3) {
                overwrite(file.path(), 0, Arrays.copyOf(header, 70_000));
                flip(file.path(), at);
                try (HotLog log = HotLog.open(daily(directory))) {
                    requireEvents(log, 33, 100);
                    requireEvents(log, 0, 100);
                } catch (HotLogException e) {
                    assertThat(e).hasMessageFindingMatch("hot log|F\\.cq4");
                }
            }
            Files.write(file.path(), header);
        }
        requireGoesOnAt(100);
    }

    @Test
    void neverFollowsADamagedAddress() throws IOException {
        int[] places = {0x98, 0xf0, 0x8108, 0x8110};
        long[] numbers = {1L << 45, Long.MAX_VALUE, -8, 1L << 32};
        for (CycleFile file : List.of(older, last)) {
            byte[] notes;
            try (InputStream in = Files.newInputStream(file.path())) {
                notes = in.readNBytes(70_000);
            }
            long size = Files.size(file.path());
            for (int i = 0; i < places.length; i++) {
                ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                overwrite(file.path(), places[i], number.putLong(0, numbers[i]).array());
                try (HotLog log = HotLog.open(daily(directory))) {
                    requireEvents(log, 33, 100);
                    requireEvents(log, 97, 98);
                }
                assertThat(Files.size(file.path())).as("place %d", i).isEqualTo(size);
                overwrite(file.path(), 0, notes);
            }
        }
        requireGoesOnAt(100);
    }

    @Test
    void goesOnInAFileThatWasCutBehindItsLastBatch() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(last.path().toFile(), "rw")) {
            CycleScan scan = scan(last);
            file.seek(scan.lastOffset());
            file.setLength(scan.lastOffset() + Excerpts.WORD + Integer.reverseBytes(file.readInt()));
        }
        requireGoesOnAt(100);
    }

    @Test
    void namesWhereAFileWasCut() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(older.path().toFile(), "rw")) {
            file.setLength(scan(older).lastOffset() + 20);
        }
        try (HotLog log = HotLog.open(daily(directory));
                HotCursor cursor = log.read(0, 100)) {
            for (int position = 0; position < 45; position++) {
                assertThat(cursor.next()).isTrue();
            }
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(HotLogException.class)
                    .hasMessageContaining("20260131F.cq4 at position 45");
        }
    }

    @Test
    void leavesAFileAsItIsThatIsWell() throws IOException {
        Object before =
                Files.readAttributes(last.path(), BasicFileAttributes.class).fileKey();
        for (int session = 0; session < 3; session++) {
            try (HotLog log = HotLog.open(daily(directory))) {
                for (int i = 0; i < 70 * session; i++) {
                    append(log, SECOND_DAY, 1);
                }
            }
        }
        assertThat(Files.readAttributes(last.path(), BasicFileAttributes.class).fileKey())
                .isEqualTo(before);
    }

    @Test
    @Tag("soak")
    void knowsChroniclesNotesWhereTheyFillMoreThanAPage() throws IOException {
        long excerpts = (long) Queues.INDEX_COUNT * Queues.INDEX_SPACING + 200;
        for (int bytes = 1; bytes <= 5; bytes += 4) { // the second page begins at a multiple of eight, or not
            Path other = directory.resolve("other-" + bytes);
            HotLogConfig config = new HotLogConfig(other, CycleLength.HOUR, 0);
            try (HotLog log = HotLog.open(config)) {
                for (long i = 0; i < excerpts; i++) {
                    byte[] content = new byte[i == 0 ? bytes : 1];
                    log.append(new HotBatch(i, START, null, List.of(new HotEvent(0, content))));
                }
            }
            int cycle = CycleLength.HOUR.cycleOf(START);
            CycleFile file = new CycleFile(cycle, other.resolve(CycleLength.HOUR.fileName(cycle)));
            try (FileWindow window = new FileWindow(file.path())) {
                assertThat(ChronicleNotes.agree(window, file.scan(CycleLength.HOUR)))
                        .isTrue();
            }
            FlatDirectory.delete(other);
        }
    }

    @Test
    void namesABatchThatHoldsNoEvent() {
        try (HotLog log = HotLog.open(daily(directory))) {
            log.append(new HotBatch(100, SECOND_DAY, null, List.of(new HotEvent(0, bytes(7, 'x')))));
            try (HotCursor cursor = log.read(100, 101)) {
                assertThat(cursor.next()).isTrue();
                assertThatThrownBy(cursor::event)
                        .isInstanceOf(HotLogException.class)
                        .hasMessageStartingWith("the hot log is damaged in 20260201F.cq4 at position 100: ");
            }
        }
    }
}
