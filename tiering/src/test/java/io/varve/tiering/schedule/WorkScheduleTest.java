package io.varve.tiering.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schedule over a real job store on disk. Waits are bounded and end as soon as what they wait for happens. */
class WorkScheduleTest {

    private static final String NEVER = "0 0 0 1 1 ? 2099";
    private static final String EVERY_SECOND = "* * * * * ?";

    @TempDir
    Path directory;

    private String jdbcUrl = "";
    private @Nullable Connection keptOpen;
    private final Recorded work = new Recorded();

    @BeforeEach
    void open() throws SQLException {
        jdbcUrl = "jdbc:h2:async:" + directory.resolve("jobs") + ";WRITE_DELAY=0";
        keptOpen = DriverManager.getConnection(jdbcUrl);
    }

    @AfterEach
    void close() throws SQLException {
        if (keptOpen != null) {
            keptOpen.close();
        }
    }

    @Test
    void eachLogHasItsOwnWork() throws Exception {
        try (WorkSchedule schedule = start(List.of("orders", "payments"), EVERY_SECOND, NEVER)) {
            assertThat(schedule).isNotNull();
            List<String> seen = List.of(work.take(), work.take(), work.take(), work.take());
            assertThat(seen).contains("migrate orders", "migrate payments").doesNotContain("verify orders");
        }
    }

    @Test
    void aJobThatFailsRunsAgainAtItsNextTime() throws Exception {
        work.failures.set(2);
        try (WorkSchedule schedule = start(List.of("orders"), NEVER, EVERY_SECOND)) {
            assertThat(schedule).isNotNull();
            assertThat(List.of(work.take(), work.take(), work.take())).containsOnly("verify orders");
        }
    }

    @Test
    void twoMigrationsOfALogNeverRunAtOnce() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        LogWork slow = new LogWork() {
            @Override
            public void migrate(String log) throws InterruptedException {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                entered.countDown();
                leave.await();
                inside.decrementAndGet();
            }

            @Override
            public void verify(String log) throws Exception {
                work.verify(log);
            }

            @Override
            public void takeSnapshots(String log) throws Exception {
                work.takeSnapshots(log);
            }
        };
        try (WorkSchedule schedule = WorkSchedule.start(
                jdbcUrl, List.of("orders"), new WorkTimes(EVERY_SECOND, EVERY_SECOND, NEVER), slow)) {
            assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
            schedule.migrateNow("orders");
            // The other thread is free: it takes verifications meanwhile, and would take a migration if it might.
            work.take();
            work.take();
            work.take();
            leave.countDown();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void aRestartForgetsNothingAndMakesUpForWhatWasMissedOnce() throws Exception {
        start(List.of("orders"), NEVER, EVERY_SECOND).close();
        work.seen.clear();
        // As if the process had been down for an hour in which the job was due 3,600 times.
        pushBack("migrate", 0);
        pushBack("verify", 3_600_000);
        String name = schedulerName();
        try (WorkSchedule schedule = start(List.of("orders"), NEVER, EVERY_SECOND)) {
            assertThat(schedule).isNotNull();
            assertThat(work.take()).isEqualTo("verify orders");
            assertThat(work.take()).isEqualTo("verify orders");
            assertThat(schedulerName()).isEqualTo(name);
        }
        assertThat(work.seen.size()).as("runs made up for").isLessThan(100);
    }

    @Test
    void whatWasMissedByALongCronRunsAtOnce() throws Exception {
        start(List.of("orders"), NEVER, NEVER).close();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE qrtz_triggers SET next_fire_time = ? WHERE trigger_group = 'verify'")) {
            update.setLong(1, 1_000_000_000_000L);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
        try (WorkSchedule schedule = start(List.of("orders"), NEVER, NEVER)) {
            assertThat(schedule).isNotNull();
            assertThat(work.take()).isEqualTo("verify orders");
        }
    }

    @Test
    void aNewCronReplacesTheOldOneAndALogThatIsGoneIsForgotten() throws Exception {
        start(List.of("orders", "payments"), NEVER, NEVER).close();
        start(List.of("orders"), "0 0 5 * * ?", NEVER).close();
        assertThat(query("SELECT cron_expression FROM qrtz_cron_triggers WHERE trigger_group = 'migrate'"))
                .containsExactly("0 0 5 * * ?");
        assertThat(query("SELECT job_name FROM qrtz_job_details")).containsOnly("orders");
    }

    @Test
    void snapshotsAreTakenAtTheirTimes() throws Exception {
        try (WorkSchedule schedule =
                WorkSchedule.start(jdbcUrl, List.of("orders"), new WorkTimes(NEVER, NEVER, EVERY_SECOND), work)) {
            assertThat(work.take()).isEqualTo("snapshots orders");
        }
    }

    @Test
    void timesThatAreNoCronAreRefused() {
        assertThatThrownBy(() -> new WorkTimes("hourly", NEVER, NEVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("migrate: 'hourly' is not a Quartz cron expression");
    }

    private WorkSchedule start(List<String> logs, String migrate, String verify) {
        return WorkSchedule.start(jdbcUrl, logs, new WorkTimes(migrate, verify, NEVER), work);
    }

    private void pushBack(String group, long millis) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE qrtz_triggers SET next_fire_time = next_fire_time - ? WHERE trigger_group = ?")) {
            update.setLong(1, millis);
            update.setString(2, group);
            update.executeUpdate();
        }
    }

    private String schedulerName() throws SQLException {
        return query("SELECT name FROM varve_schedule").get(0);
    }

    private List<String> query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** Remembers what it was called for. */
    private static final class Recorded implements LogWork {

        final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        final AtomicInteger failures = new AtomicInteger();

        @Override
        public void migrate(String log) throws Exception {
            record("migrate " + log);
        }

        @Override
        public void verify(String log) throws Exception {
            record("verify " + log);
        }

        @Override
        public void takeSnapshots(String log) throws Exception {
            record("snapshots " + log);
        }

        String take() throws InterruptedException {
            String next = seen.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was run within a minute");
            }
            return next;
        }

        private void record(String call) throws Exception {
            seen.add(call);
            if (failures.getAndDecrement() > 0) {
                throw new Exception("as told by the test");
            }
        }
    }
}
