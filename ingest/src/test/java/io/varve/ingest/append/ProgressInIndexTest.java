package io.varve.ingest.append;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.Event;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.EventIndexConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A chunk of the index that is on the disk holds the progress of each batch that ends in it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ProgressInIndexTest {

    private static final int CHUNK = 4;

    @TempDir
    Path directory;

    @Test
    void aChunkThatABatchFillsHoldsItsProgress() throws Exception {
        Path copy = directory.resolve("as-after-a-crash");
        CountDownLatch copied = new CountDownLatch(1);
        try (TestLog log = TestLog.open(directory.resolve("log"), CHUNK)) {
            FaultPoint.listen(point -> {
                if (point == FaultPoint.INDEX_CHUNK_COMMITTED && copied.getCount() > 0) {
                    copy(directory.resolve("log/index"), copy);
                    copied.countDown();
                }
            });
            List<Event> batch = new ArrayList<>();
            for (int i = 0; i < CHUNK; i++) {
                batch.add(Event.json("e" + i, "/s", "a", "T", "1"));
            }
            log.appender().append(AppendRequest.of(batch), new SourceProgress("s", new byte[] {7}));
            copied.await();
        } finally {
            FaultPoint.listen(null);
        }

        try (EventIndex index = EventIndex.open(new EventIndexConfig(copy, CHUNK, 1 << 16))) {
            assertThat(index.indexedTo()).isEqualTo(CHUNK);
            assertThat(index.progress("s")).containsExactly(7);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
