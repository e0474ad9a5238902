package io.varve.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.AggregateId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class EventIndexConcurrencyTest {

    private static final int EVENTS = 30_000;
    private static final int AGGREGATES = 200;

    @TempDir
    Path directory;

    /** Readers run while chunks are handed over, generations dropped and files added. */
    @Test
    void readersSeeAllThatWasAddedBeforeTheyLooked() throws Exception {
        SampleLog log = new SampleLog();
        for (int i = 0; i < EVENTS; i++) {
            log.append("account-" + i % AGGREGATES);
        }
        AtomicLong head = new AtomicLong();
        AtomicLong sealedTo = new AtomicLong();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try (EventIndex index = new EventIndex(new EventIndexConfig(directory, 700, 1 << 16), 2_048)) {
            List<Future<?>> running = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                int own = reader;
                running.add(readers.submit(() -> {
                    for (int i = own; head.get() < EVENTS; i += 3) {
                        read(index, log, log.event(i % AGGREGATES).aggregate(), head, sealedTo);
                    }
                }));
            }
            for (int position = 0; position < EVENTS; position++) {
                index.add(log.event(position));
                head.set(position + 1);
                if (position % 5_000 == 4_999) {
                    index.flush();
                    long end = position + 1L;
                    index.addFile(log.file(sealedTo.get(), end, 5_000).iterator(), end);
                    sealedTo.set(end);
                }
            }
            for (Future<?> reader : running) {
                reader.get();
            }
        } finally {
            readers.shutdownNow();
        }
    }

    private static void read(
            EventIndex index, SampleLog log, AggregateId aggregate, AtomicLong head, AtomicLong sealedTo) {
        long sealed = sealedTo.get();
        long to = head.get();
        assertThat(index.lastVersion(aggregate)).isGreaterThanOrEqualTo(log.lastVersion(aggregate, to));
        long count = index.locate(aggregate, 0, sealed, to).stream()
                .mapToLong(EventLocation::count)
                .sum();
        assertThat(count).isEqualTo(log.lastVersion(aggregate, to) + 1);
        if (to > 0) {
            assertThat(index.findId(SampleLog.idKey(to - 1))).isEqualTo(log.known(to - 1));
            assertThat(index.findId(SampleLog.idKey(to / 2))).isEqualTo(log.known(to / 2));
        }
        assertThat(index.findId(SampleLog.unknownId(to))).isNull();
    }

    /** Dropping generations closes native handles while others read. */
    @Test
    void forgettingWaitsForReaders() throws Exception {
        SampleLog log = new SampleLog();
        for (int i = 0; i < EVENTS; i++) {
            log.append("account-" + i % AGGREGATES);
        }
        AtomicLong forgottenTo = new AtomicLong();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try (EventIndex index = new EventIndex(new EventIndexConfig(directory, 2_000, 1 << 16), 2_048)) {
            log.addTo(index, 0, EVENTS);
            index.flush();
            Future<?> running = reader.submit(() -> {
                for (long i = 0; forgottenTo.get() < EVENTS; i++) {
                    KnownEvent known = index.findId(SampleLog.idKey(i % EVENTS));
                    assertThat(known == null || known.equals(log.known(i % EVENTS)))
                            .isTrue();
                }
            });
            for (long end = 0; end <= EVENTS; end += 1_000) {
                index.forget(end, Long.MAX_VALUE);
                forgottenTo.set(end);
            }
            running.get();
            assertThat(index.findId(SampleLog.idKey(0))).isNull();
            assertThat(index.findId(SampleLog.idKey(EVENTS - 1))).isEqualTo(log.known(EVENTS - 1));
        } finally {
            reader.shutdownNow();
        }
    }
}
