package io.varve.query.sql;

import io.varve.ingest.hot.HotSpan;
import io.varve.query.replay.ReplayPlan;
import io.varve.query.replay.ReplayRequest;
import io.varve.query.state.Moment;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.store.LogSources;
import io.varve.tiering.store.SealedFileException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * What a query reads: the parts of the log, up to the head when it began, that it can touch. Files among them are held.
 *
 * @param request all that may be seen
 * @param places the parts
 * @param files those of them that are files
 * @param skippedFiles files of the log that are not among them
 * @param end the head when it began
 */
record Taken(ReplayRequest request, List<Place> places, LocalFiles files, int skippedFiles, long end)
        implements AutoCloseable {

    /** So often the places may change while they are taken hold of. */
    private static final int MAX_MOVES = 8;

    /**
     * Takes hold of what is wanted. Where a file has just moved, it is looked for where it is now.
     *
     * @throws SealedFileException if one is missing, damaged or cannot be read
     */
    static Taken of(Places places, Moment moment, QueriedLog log, Watch watch) throws SQLException {
        LogSources sources = log.sources();
        ReplayRequest request = moment.limit(ReplayRequest.all());
        for (int moves = 0; ; moves++) {
            long view = sources.catalog().get().number();
            List<HotSpan> spans = sources.hot().spans();
            ReplayPlan plan = log.replayer().plan(request);
            request = request.withPositions(0, plan.to());
            List<Place> wanted = places.wanted(plan, spans);
            List<CatalogFile> sealed =
                    wanted.stream().map(Place::file).filter(Objects::nonNull).toList();
            long all = !places.areRead()
                    ? 0
                    : plan.prunedFiles()
                            + plan.segments().stream()
                                    .filter(segment -> segment.tier() != Tier.HOT)
                                    .count();
            try {
                LocalFiles files = LocalFiles.of(sealed, sources.files(), log.cache(), watch);
                return new Taken(request, wanted, files, (int) all - sealed.size(), plan.to());
            } catch (SealedFileException e) {
                if (moves == MAX_MOVES || sources.catalog().get().number() == view) {
                    throw e;
                }
            }
        }
    }

    List<ReplayRequest> hotRanges() {
        return places.stream()
                .filter(place -> place.segment().tier() == Tier.HOT)
                .map(place -> request.withPositions(
                        place.segment().from(), place.segment().to()))
                .toList();
    }

    SqlReading reading(long hotEvents, long foldedEvents) {
        return new SqlReading(count(Tier.WARM), count(Tier.COLD), skippedFiles, hotEvents, foldedEvents);
    }

    private int count(Tier tier) {
        return (int)
                places.stream().filter(place -> place.segment().tier() == tier).count();
    }

    @Override
    public void close() {
        files.close();
    }
}
