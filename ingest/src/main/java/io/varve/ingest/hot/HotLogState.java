package io.varve.ingest.hot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a hot log holds, found by reading it when it is opened.
 *
 * @param cycles that hold events, oldest first
 * @param nextPosition the position after the last event
 * @param lastRecordedAtMicros log time of the last event; {@link Long#MIN_VALUE} if there is none
 */
record HotLogState(List<HotCycle> cycles, long nextPosition, long lastRecordedAtMicros) {

    private static final Logger LOG = LoggerFactory.getLogger(HotLogState.class);
    private static final String SET_ASIDE = "set-aside";

    static HotLogState recover(HotLogConfig config) throws IOException {
        Map<Integer, Path> files = HotFiles.all(config);
        HotLogState state = read(config, files);
        if (!state.cycles.isEmpty() && state.cycles.get(0).firstPosition() > config.logStart()) {
            throw new HotLogException("hot log " + config.directory() + " begins at position "
                    + state.cycles.get(0).firstPosition() + ", but the sealed files end at " + config.logStart()
                    + ": events in between are missing");
        }
        if (state.nextPosition < config.logStart()) {
            throw new HotLogException("hot log " + config.directory() + " ends at position " + state.nextPosition
                    + ", but the sealed files end at " + config.logStart());
        }
        return state;
    }

    private static HotLogState read(HotLogConfig config, Map<Integer, Path> files) throws IOException {
        List<HotCycle> cycles = new ArrayList<>();
        Tail tail = null;
        try (SingleChronicleQueue queue = ChronicleSettings.open(config.directory(), config.cycleLength(), () -> 0L)) {
            for (int cycle : files.keySet()) {
                try (CycleReader reader = new CycleReader(queue, cycle)) {
                    Excerpt first = firstOrNull(reader, cycle);
                    if (first != null) {
                        cycles.add(new HotCycle(cycle, first.firstPosition()));
                    }
                }
            }
            if (!cycles.isEmpty()) {
                tail = Tail.read(queue, cycles.get(cycles.size() - 1));
            }
        }
        if (tail == null) {
            return new HotLogState(List.of(), config.logStart(), Long.MIN_VALUE);
        }
        if (tail.damage != null) {
            setAside(config, cycles.get(cycles.size() - 1).cycle(), tail);
        }
        return new HotLogState(cycles, tail.endPosition, tail.recordedAtMicros);
    }

    private static @Nullable Excerpt firstOrNull(CycleReader reader, int cycle) {
        try {
            return reader.next();
        } catch (HotLogException e) {
            throw new HotLogException("the first excerpt of hot cycle " + cycle + " is damaged: " + e.getMessage(), e);
        }
    }

    /**
     * Copies the damaged file, then replaces it by one with what is whole; a crash in between leaves the damaged one.
     */
    private static void setAside(HotLogConfig config, int cycle, Tail tail) throws IOException {
        Path damaged = HotFiles.path(config, cycle);
        Path asideDirectory = Files.createDirectories(config.directory().resolve(SET_ASIDE));
        Path aside = asideDirectory.resolve(damaged.getFileName() + "-" + tail.endPosition);
        Files.copy(damaged, aside, StandardCopyOption.REPLACE_EXISTING);
        sync(aside);
        LOG.warn(
                "hot file {} is damaged behind position {} ({}): a copy is kept as {}, the log goes on from there",
                damaged,
                tail.endPosition,
                tail.damage,
                aside);
        Path clean = Files.createTempDirectory(asideDirectory, "clean");
        HotLogConfig cleanConfig = new HotLogConfig(clean, config.cycleLength(), 0);
        AtomicLong millis = new AtomicLong();
        try (SingleChronicleQueue queue = ChronicleSettings.open(clean, config.cycleLength(), millis::get);
                ExcerptAppender appender = queue.createAppender()) {
            for (Excerpt excerpt : tail.excerpts) {
                millis.set(Math.floorDiv(excerpt.recordedAtMicros(), 1_000L));
                try (DocumentContext document = appender.writingDocument()) {
                    document.wire().bytes().write(excerpt.bytes());
                }
            }
            appender.sync();
        }
        Files.move(
                HotFiles.path(cleanConfig, cycle),
                damaged,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync(damaged);
        try (java.util.stream.Stream<Path> rest = Files.walk(clean)) {
            for (Path path : rest.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** The last cycle, read up to its end or to the first excerpt that is not whole and dense. */
    private static final class Tail {

        private final List<Excerpt> excerpts = new ArrayList<>();
        private long endPosition;
        private long recordedAtMicros;
        private @Nullable String damage;

        static Tail read(SingleChronicleQueue queue, HotCycle cycle) {
            Tail tail = new Tail();
            tail.endPosition = cycle.firstPosition();
            try (CycleReader reader = new CycleReader(queue, cycle.cycle())) {
                Excerpt excerpt = reader.next();
                while (excerpt != null) {
                    if (excerpt.firstPosition() != tail.endPosition) {
                        throw new HotLogException(
                                "position " + excerpt.firstPosition() + " follows " + tail.endPosition);
                    }
                    tail.excerpts.add(excerpt);
                    tail.endPosition = excerpt.endPosition();
                    tail.recordedAtMicros = excerpt.recordedAtMicros();
                    excerpt = reader.next();
                }
            } catch (HotLogException e) {
                tail.damage = e.getMessage();
            }
            return tail;
        }
    }
}
