package io.varve.query.state.all;

import io.varve.ingest.event.EventCodec;
import io.varve.ingest.hot.HotCursor;
import io.varve.query.state.Moment;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.parquet.Run;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.store.LogSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The samples of all that is read, each taken once: a file's from its sidecar, wherever that lies. Thread-safe. */
final class SampleStore {

    private static final int SPREAD = 97;

    private final LogSources sources;
    private final int step;
    private final Map<Long, List<RunSamples>> ofFiles = new ConcurrentHashMap<>();

    /** @param step a sample is to stand for so many events */
    SampleStore(LogSources sources, int step) {
        this.sources = sources;
        this.step = step;
    }

    /** One for each run of the file. */
    List<RunSamples> of(CatalogFile file) {
        List<RunSamples> known = ofFiles.get(file.firstPosition());
        if (known == null) {
            known = read(sources.files().sidecar(file));
            ofFiles.put(file.firstPosition(), known); // another thread may put equal ones
        }
        return known;
    }

    /** Keys of every so many events of the hot tier. */
    List<byte[]> ofHot(long from, long to, Moment moment) {
        List<byte[]> keys = new ArrayList<>();
        try (HotCursor cursor = sources.hot().read(from, to)) {
            while (cursor.next() && moment.reaches(cursor.recordedAtMicros())) {
                if (cursor.position() % step == 0) {
                    keys.add(EventCodec.subject(cursor.content()));
                }
            }
        }
        return keys;
    }

    private List<RunSamples> read(Sidecar sidecar) {
        List<RunSamples> samples = new ArrayList<>();
        List<Run> runs = sidecar.runs();
        for (int number = 0; number < runs.size(); number++) {
            Run run = runs.get(number);
            int skip = (int) (run.firstPosition() * SPREAD % step);
            samples.add(RunSamples.of(run.events(), sidecar.entries(number), step, skip));
        }
        return samples;
    }
}
