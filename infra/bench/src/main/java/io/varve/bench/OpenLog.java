package io.varve.bench;

import io.varve.ingest.append.AppenderConfig;
import io.varve.ingest.append.Durability;
import io.varve.ingest.append.EventAppender;
import io.varve.ingest.event.EventRules;
import io.varve.ingest.hot.CycleLength;
import io.varve.ingest.hot.HotLog;
import io.varve.ingest.hot.HotLogConfig;
import io.varve.ingest.index.EventIndex;
import io.varve.ingest.index.EventIndexConfig;
import java.nio.file.Path;
import java.time.InstantSource;

/** The writing side of a log in a directory. */
record OpenLog(HotLog hot, EventIndex index, EventAppender appender) implements AutoCloseable {

    static OpenLog open(Path directory, Durability durability) {
        HotLog hot = HotLog.open(new HotLogConfig(directory.resolve("hot"), CycleLength.DAY, 0));
        EventIndex index = EventIndex.open(EventIndexConfig.defaults(directory.resolve("index")));
        AppenderConfig config = new AppenderConfig(durability, EventRules.defaults(), 64 << 20, 0);
        EventAppender appender =
                new EventAppender(config, hot, index, InstantSource.system(), () -> Long.MAX_VALUE, Long.MIN_VALUE);
        return new OpenLog(hot, index, appender);
    }

    @Override
    public void close() {
        appender.close();
        index.close();
        hot.close();
    }
}
