package io.varve.ingest.index;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Hash128;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A log as simple maps: what the index must agree with. */
final class SampleLog {

    static final long MICROS_PER_EVENT = 1_000;

    private final List<IndexedEvent> events = new ArrayList<>();
    private final Map<AggregateId, List<Long>> positions = new HashMap<>();

    static SampleLog of(String... aggregates) {
        SampleLog log = new SampleLog();
        for (String aggregate : aggregates) {
            log.append(aggregate);
        }
        return log;
    }

    IndexedEvent append(String aggregate) {
        AggregateId id = new AggregateId(aggregate);
        List<Long> ofAggregate = positions.computeIfAbsent(id, key -> new ArrayList<>());
        long position = events.size();
        IndexedEvent event = new IndexedEvent(
                id, position, ofAggregate.size(), position * MICROS_PER_EVENT, idKey(position), content(position));
        ofAggregate.add(position);
        events.add(event);
        return event;
    }

    static Hash128 idKey(long position) {
        return hash(position);
    }

    static Hash128 unknownId(long number) {
        return hash(-1 - number);
    }

    private static Hash128 content(long position) {
        return hash(position + (1L << 40));
    }

    private static Hash128 hash(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Hash128(random.nextLong(), random.nextLong());
    }

    int size() {
        return events.size();
    }

    IndexedEvent event(long position) {
        return events.get((int) position);
    }

    KnownEvent known(long position) {
        IndexedEvent e = event(position);
        return new KnownEvent(e.position(), e.version(), e.recordedAtMicros(), e.contentHash());
    }

    void addTo(EventIndex index, long from, long to) {
        events.subList((int) from, (int) to).forEach(index::add);
    }

    List<AggregateId> aggregates() {
        return List.copyOf(positions.keySet());
    }

    long lastVersion(AggregateId aggregate, long to) {
        return positions.getOrDefault(aggregate, List.of()).stream()
                        .filter(position -> position < to)
                        .count()
                - 1;
    }

    /** Positions of the aggregate's versions from one on, below {@code head}. */
    List<Long> positions(AggregateId aggregate, long fromVersion, long head) {
        return positions.getOrDefault(aggregate, List.of()).stream()
                .skip(Math.max(fromVersion, 0))
                .filter(position -> position < head)
                .toList();
    }

    /** The entries of a file of these positions whose runs begin at {@code first} and every {@code runEvents} on. */
    List<FileEntry> file(long first, long end, int runEvents) {
        Map<AggregateId, List<FileEntry>> byAggregate = new TreeMap<>();
        for (long run = first; run < end; run += runEvents) {
            int row = 0;
            for (Map.Entry<AggregateId, List<IndexedEvent>> rows :
                    rows(run, Math.min(run + runEvents, end)).entrySet()) {
                List<IndexedEvent> ofAggregate = rows.getValue();
                byAggregate
                        .computeIfAbsent(rows.getKey(), key -> new ArrayList<>())
                        .add(new FileEntry(rows.getKey(), ofAggregate.get(0).version(), run, row, ofAggregate.size()));
                row += ofAggregate.size();
            }
        }
        return byAggregate.values().stream().flatMap(List::stream).toList();
    }

    private Map<AggregateId, List<IndexedEvent>> rows(long first, long end) {
        Map<AggregateId, List<IndexedEvent>> rows = new TreeMap<>();
        for (IndexedEvent event : events.subList((int) first, (int) end)) {
            rows.computeIfAbsent(event.aggregate(), key -> new ArrayList<>()).add(event);
        }
        return rows;
    }

    /** The positions that the locations lead to, where runs begin at each multiple of {@code runEvents}. */
    List<Long> resolve(AggregateId aggregate, List<EventLocation> locations, int runEvents) {
        return resolve(aggregate, locations, runEvents, size());
    }

    /** The same where the last run ends at {@code filesEnd}. */
    List<Long> resolve(AggregateId aggregate, List<EventLocation> locations, int runEvents, long filesEnd) {
        List<Long> found = new ArrayList<>();
        for (EventLocation location : locations) {
            if (location instanceof HotLocation hot) {
                for (long position : hot.positions()) {
                    found.add(position);
                }
            } else if (location instanceof FileLocation file) {
                long first = file.runFirstPosition();
                if (first % runEvents != 0 || first >= filesEnd) {
                    throw new AssertionError(file + " leads to a run that is not there");
                }
                List<IndexedEvent> sorted = rows(first, Math.min(first + runEvents, filesEnd)).values().stream()
                        .flatMap(List::stream)
                        .toList();
                for (IndexedEvent event : sorted.subList(file.firstRow(), file.firstRow() + file.count())) {
                    if (!event.aggregate().equals(aggregate)) {
                        throw new AssertionError(file + " leads to a row of " + event.aggregate());
                    }
                    found.add(event.position());
                }
            }
        }
        return found;
    }

    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
