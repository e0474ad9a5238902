package io.varve.tiering.schedule;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.utils.DBConnectionManager;

/**
 * Runs the work on all logs at its times, by Quartz with its job store on the embedded database: a restart forgets
 * nothing. One schedule to a data directory, never clustered, for a move must run where the files are.
 *
 * <p>Runs missed while the process was down are made up for by one run at once: moves that are overdue should not wait
 * for the next hour, nor a verification for the next week; and one run does all that many would have done.
 */
public final class WorkSchedule implements AutoCloseable {

    private static final String MIGRATE = "migrate";
    private static final String VERIFY = "verify";
    private static final String SNAPSHOTS = "snapshots";

    private final Scheduler scheduler;
    private final WorkTimes times;

    private WorkSchedule(Scheduler scheduler, WorkTimes times) {
        this.scheduler = scheduler;
        this.times = times;
    }

    /**
     * Starts the schedule.
     *
     * @param jdbcUrl of the embedded database
     * @param logs the logs to work on; what the store knows of others is forgotten
     */
    public static WorkSchedule start(String jdbcUrl, Collection<String> logs, WorkTimes times, LogWork work) {
        try {
            Scheduler scheduler = scheduler(jdbcUrl);
            scheduler.setJobFactory(
                    (bundle, unused) -> newJob(bundle.getJobDetail().getKey().getGroup(), work));
            WorkSchedule schedule = new WorkSchedule(scheduler, times);
            schedule.forgetOthers(new HashSet<>(logs));
            for (String log : logs) {
                schedule.ensureAll(log);
            }
            scheduler.start();
            return schedule;
        } catch (SchedulerException e) {
            throw failure(e);
        }
    }

    /** Works on this log too. */
    public void add(String log) {
        try {
            ensureAll(log);
        } catch (SchedulerException e) {
            throw failure(e);
        }
    }

    private void ensureAll(String log) throws SchedulerException {
        ensure(log, MIGRATE, MigrationJob.class, times.migrate());
        ensure(log, VERIFY, VerifyJob.class, times.verify());
        ensure(log, SNAPSHOTS, SnapshotJob.class, times.snapshots());
    }

    /** Runs the migration of a log now, in the schedule's own thread, not at the same time as another of that log. */
    public void migrateNow(String log) {
        try {
            scheduler.triggerJob(JobKey.jobKey(log, MIGRATE));
        } catch (SchedulerException e) {
            throw failure(e);
        }
    }

    /** Stops; waits for jobs that run. */
    @Override
    public void close() {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            throw failure(e);
        }
    }

    private static Scheduler scheduler(String jdbcUrl) throws SchedulerException {
        JobDatabase database = new JobDatabase(jdbcUrl);
        String name = prepare(database);
        DBConnectionManager.getInstance().addConnectionProvider(name, database);
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", name);
        properties.setProperty("org.quartz.scheduler.instanceId", "varve");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", "2");
        properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.setProperty(
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");
        properties.setProperty("org.quartz.jobStore.useProperties", "true");
        properties.setProperty("org.quartz.jobStore.dataSource", name);
        return new StdSchedulerFactory(properties).getScheduler();
    }

    private static String prepare(JobDatabase database) {
        try {
            database.initialize();
            return database.schedulerName();
        } catch (SQLException e) {
            throw new IllegalStateException("the schedule's tables cannot be made: " + e.getMessage(), e);
        }
    }

    private static Job newJob(String group, LogWork work) {
        return switch (group) {
            case MIGRATE -> new MigrationJob(work);
            case VERIFY -> new VerifyJob(work);
            case SNAPSHOTS -> new SnapshotJob(work);
            default -> throw new IllegalArgumentException("no such work: " + group);
        };
    }

    private void forgetOthers(Set<String> logs) throws SchedulerException {
        for (String group : List.of(MIGRATE, VERIFY, SNAPSHOTS)) {
            for (JobKey key : scheduler.getJobKeys(GroupMatcher.jobGroupEquals(group))) {
                if (!logs.contains(key.getName())) {
                    scheduler.deleteJob(key);
                }
            }
        }
    }

    private void ensure(String log, String group, Class<? extends Job> type, String cron) throws SchedulerException {
        JobDetail job = JobBuilder.newJob(type)
                .withIdentity(log, group)
                .usingJobData(LogJob.LOG_KEY, log)
                .storeDurably()
                .requestRecovery(true)
                .build();
        scheduler.addJob(job, true);
        TriggerKey key = TriggerKey.triggerKey(log, group);
        Trigger known = scheduler.getTrigger(key);
        if (known instanceof CronTrigger same && same.getCronExpression().equals(cron)) {
            return; // with its memory of when it last fired
        }
        CronTrigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(job)
                .withSchedule(CronScheduleBuilder.cronSchedule(cron)
                        .inTimeZone(TimeZone.getTimeZone("UTC"))
                        .withMisfireHandlingInstructionFireAndProceed())
                .build();
        if (known == null) {
            scheduler.scheduleJob(trigger);
        } else {
            scheduler.rescheduleJob(key, trigger);
        }
    }

    private static IllegalStateException failure(SchedulerException e) {
        return new IllegalStateException("the schedule failed: " + e.getMessage(), e);
    }
}
