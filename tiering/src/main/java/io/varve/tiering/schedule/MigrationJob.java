package io.varve.tiering.schedule;

import org.quartz.DisallowConcurrentExecution;

/** Makes the moves of a log that are due. */
@DisallowConcurrentExecution
final class MigrationJob extends LogJob {

    private final LogWork work;

    MigrationJob(LogWork work) {
        this.work = work;
    }

    @Override
    void work(String log) throws Exception {
        work.migrate(log);
    }
}
