package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;
import io.varve.query.replay.sort.EventSort;
import io.varve.query.replay.sort.SortedEvents;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events by aggregate and version: reads all in log order first, in sorted chunks that spill to disk, then
 * merges these.
 */
final class SortedCursor extends ReplayCursor {

    private static final long LEAST_SORT_BYTES = 1 << 20;

    private final Reading reading;
    private final ReplayPlan plan;
    private final LogCursor input;
    private final Path spillDirectory;
    private final long sortBytes;
    private long share;
    private @Nullable EventSort sort;
    private @Nullable SortedEvents sorted;

    /** @param input all wanted events in log order; closed by this */
    SortedCursor(Reading reading, ReplayPlan plan, LogCursor input, Path spillDirectory, long sortBytes) {
        this.reading = reading;
        this.plan = plan;
        this.input = input;
        this.spillDirectory = spillDirectory;
        this.sortBytes = sortBytes;
    }

    @Override
    @Nullable
    RecordedEvent advance() {
        try {
            SortedEvents events = sorted;
            if (events == null) {
                events = sort();
                sorted = events;
            }
            return events.next();
        } catch (ReplayException e) {
            throw e.resumingFrom(plan.from());
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw ReplayException.of(
                    plan.log(), plan.from(), "sorting in " + spillDirectory + " failed: " + e.getMessage(), e);
        }
    }

    /** Of what was read to be sorted: it was delivered to the sort. */
    @Override
    public ReplayStatistics statistics() {
        return input.statistics();
    }

    @Override
    Delivered delivered(Tier tier) {
        return input.delivered(tier);
    }

    private SortedEvents sort() throws IOException {
        takeShare();
        EventSort open = new EventSort(spillDirectory, share);
        sort = open;
        while (input.next()) {
            open.add(input.event());
        }
        return open.sorted();
    }

    private void takeShare() {
        long wanted = sortBytes;
        while (!reading.near().budget().tryTake(wanted)) {
            if (wanted <= LEAST_SORT_BYTES) {
                reading.near().budget().take(wanted);
                break;
            }
            wanted = Math.max(LEAST_SORT_BYTES, wanted / 2);
        }
        share = wanted;
    }

    @Override
    void release() {
        try (EventSort open = sort) {
            input.close();
        } finally {
            reading.near().budget().giveBack(share);
        }
    }
}
