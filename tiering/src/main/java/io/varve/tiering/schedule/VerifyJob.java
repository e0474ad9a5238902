package io.varve.tiering.schedule;

import org.quartz.DisallowConcurrentExecution;

/** Re-reads what a log has stored. */
@DisallowConcurrentExecution
final class VerifyJob extends LogJob {

    private final LogWork work;

    VerifyJob(LogWork work) {
        this.work = work;
    }

    @Override
    void work(String log) throws Exception {
        work.verify(log);
    }
}
