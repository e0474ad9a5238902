package io.varve.tiering.schedule;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** A job on the log that its data names. */
abstract class LogJob implements Job {

    static final String LOG_KEY = "log";

    @Override
    public final void execute(JobExecutionContext context) throws JobExecutionException {
        String log = context.getMergedJobDataMap().getString(LOG_KEY);
        try {
            work(log);
        } catch (Exception e) {
            // Never fired again at once: what failed has its own time of the next try.
            throw new JobExecutionException(getClass().getSimpleName() + " of log '" + log + "' failed", e, false);
        }
    }

    abstract void work(String log) throws Exception;
}
