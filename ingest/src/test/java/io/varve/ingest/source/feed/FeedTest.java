package io.varve.ingest.source.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FeedTest {

    private final FeedStatus status = new FeedStatus("shop", "events");
    private final Steps steps = new Steps();
    private final TestPause pause = new TestPause();

    /** Work whose steps fail as they are told. */
    private static final class Steps implements FeedWork {

        private final BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
        private final AtomicInteger resets = new AtomicInteger();
        private volatile @Nullable Error failingReset;
        private final CountDownLatch woken = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public Duration step() throws Exception {
            Object outcome = outcomes.take();
            if (outcome instanceof Exception e) {
                throw e;
            }
            if (outcome instanceof Error e) {
                throw e;
            }
            return (Duration) outcome;
        }

        @Override
        public void reset() {
            resets.incrementAndGet();
            Error next = failingReset;
            if (next != null) {
                throw next;
            }
        }

        @Override
        public void wakeUp() {
            woken.countDown();
            outcomes.add(new IllegalStateException("woken"));
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** Tells how long it was asked to wait, and waits until it is let on. */
    private static final class TestPause implements Feed.Pause {

        private final BlockingQueue<Duration> asked = new LinkedBlockingQueue<>();
        private final Semaphore on = new Semaphore(0);

        @Override
        public void await(Duration duration) throws InterruptedException {
            asked.add(duration);
            on.acquire();
        }

        @Override
        public void end() {
            on.release(1_000);
        }
    }

    private Duration outcome(Object outcome) throws InterruptedException {
        steps.outcomes.add(outcome);
        return pause.asked.take();
    }

    @Test
    void failuresAreTriedAgainAfterLongerAndLongerPauses() throws Exception {
        try (Feed feed = new Feed(steps, status, pause).begun()) {
            List<Object> problems = List.of(
                    new IOException("gone"),
                    new IllegalStateException("odd"),
                    new OutOfMemoryError("full"),
                    new StackOverflowError());
            Duration expected = Duration.ofMillis(200);
            for (Object problem : problems) {
                assertThat(outcome(problem)).isEqualTo(expected);
                expected = expected.multipliedBy(2);
                pause.on.release();
            }
            assertThat(feed.status().failures()).isEqualTo(4);
            assertThat(steps.resets).hasValue(4);
            for (int i = 0; i < 10; i++) {
                expected = outcome(new IllegalStateException("still odd"));
                pause.on.release();
            }
            assertThat(expected).isEqualTo(Duration.ofSeconds(30));
            assertThat(status.problem()).isEqualTo("still odd");
            assertThat(status.behind()).isEqualTo(FeedStatus.UNKNOWN);

            assertThat(outcome(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
            assertThat(status.problem()).isNull();
            pause.on.release();
            assertThat(outcome(new IllegalStateException("again"))).isEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void whatFailsAfterAFailureDoesNotEndItEither() throws Exception {
        try (Feed feed = new Feed(steps, status, pause).begun()) {
            steps.failingReset = new OutOfMemoryError("fuller");
            assertThat(outcome(new OutOfMemoryError("full"))).isEqualTo(Duration.ofSeconds(30));
            assertThat(feed.status().problem()).isEqualTo("full");
            steps.failingReset = null;
            pause.on.release();

            assertThat(outcome(Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
            assertThat(status.problem()).isNull();
        }
    }

    @Test
    void closingEndsTheWaitingAndClosesTheWork() throws Exception {
        Feed feed = new Feed(steps, status, pause).begun();
        outcome(Duration.ofDays(1));
        feed.close();

        assertThat(steps.woken.getCount()).isZero();
        assertThat(steps.closed.getCount()).isZero();
    }

    @Test
    void closingEndsAStepThatWaits() {
        Feed feed = new Feed(steps, status, pause).begun();
        feed.close();

        assertThat(steps.closed.getCount()).isZero();
        assertThat(status.failures()).as("to be woken is no failure").isZero();
    }
}
