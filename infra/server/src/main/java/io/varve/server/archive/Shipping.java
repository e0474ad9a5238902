package io.varve.server.archive;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ships new events of protected logs again and again, in a thread of its own. A failure waits for the next time. */
public final class Shipping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Shipping.class);

    private static final long STOP_SECONDS = 60;

    private final ScheduledExecutorService executor;
    private final Duration interval;
    private final List<ScheduledFuture<?>> ticks = new CopyOnWriteArrayList<>();

    private Shipping(ScheduledExecutorService executor, Duration interval) {
        this.executor = executor;
        this.interval = interval;
    }

    /** Begins to ship; logs that are not protected are passed over. */
    public static Shipping start(List<ArchiveLog> logs, Duration interval) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "varve-ship");
            thread.setDaemon(true);
            return thread;
        });
        Shipping shipping = new Shipping(executor, interval);
        logs.forEach(shipping::add);
        return shipping;
    }

    /** Ships this log too, if it is protected. */
    public void add(ArchiveLog log) {
        if (log.protection().isOn()) {
            ticks.add(executor.scheduleWithFixedDelay(
                    () -> ship(log), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private static void ship(ArchiveLog log) {
        try {
            log.protection().ship();
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "not all of log '{}', up to position {}, has a copy in the bucket until the next try: {}",
                    log.name(),
                    log.head() - 1,
                    e.getMessage());
        }
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        ticks.forEach(tick -> tick.cancel(false));
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("shipping did not end within {} s", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
