package io.varve.tiering.schedule;

import org.quartz.DisallowConcurrentExecution;

/** Takes the snapshots of a log that are due. */
@DisallowConcurrentExecution
final class SnapshotJob extends LogJob {

    private final LogWork work;

    SnapshotJob(LogWork work) {
        this.work = work;
    }

    @Override
    void work(String log) throws Exception {
        work.takeSnapshots(log);
    }
}
