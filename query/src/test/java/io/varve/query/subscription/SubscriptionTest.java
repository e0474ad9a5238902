package io.varve.query.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.MovingHead;
import io.varve.ingest.disk.Disk.Access;
import io.varve.ingest.disk.DurableImage;
import io.varve.ingest.disk.FaultyDisk;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.RecordedEvent;
import io.varve.query.replay.Replayer;
import io.varve.query.replay.SampleEvents;
import io.varve.query.replay.TestLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SubscriptionTest {

    private static final SubscriptionDefinition ALL = new SubscriptionDefinition("mails", Set.of(), 3, "dead");

    @TempDir
    private Path directory;

    private TestLog log;
    private Replayer replayer;
    private MovingHead head;
    private final RecordingLetters letters = new RecordingLetters();
    private Subscriptions subscriptions;

    @BeforeEach
    void open() throws IOException {
        log = new TestLog(directory.resolve("log"), 20);
        for (int day = 0; day < 5; day++) {
            SampleEvents.appendDay(log, day, 60, new Random(day));
        }
        replayer = new Replayer(log.sources(), log.config(32 << 20, 2));
        head = new MovingHead(log.model().size());
        subscriptions = reopened(directory.resolve("subscriptions"));
    }

    @AfterEach
    void close() {
        replayer.close();
        log.close();
    }

    /** What a process that begins finds. */
    private Subscriptions reopened(Path place) {
        return new Subscriptions(new LogFeed(TestLog.NAME, replayer, head, log.hot()), place, letters);
    }

    private Subscription reopened() {
        subscriptions = reopened(directory.resolve("subscriptions"));
        return subscriptions.find(ALL.name());
    }

    private static List<RecordedEvent> next(Subscription subscription, int limit) throws InterruptedException {
        return subscription.next(limit, Duration.ZERO, () -> false);
    }

    @Test
    void givesOutWhatIsNotAcknowledgedThroughAllTiersAndRestarts() throws InterruptedException, IOException {
        log.seal();
        log.seal();
        log.freeze(log.catalogFiles().get(0));
        log.releaseHot();
        Subscription mails = subscriptions.create(ALL, 0).subscription();
        List<RecordedEvent> done = new ArrayList<>();
        Random random = new Random(7);
        while (true) {
            List<RecordedEvent> events = next(mails, 90);
            if (events.isEmpty()) {
                break;
            }
            assertThat(next(mails, 90))
                    .as("as long as they are not acknowledged")
                    .isEqualTo(events);
            int taken = 1 + random.nextInt(events.size());
            done.addAll(events.subList(0, taken));
            mails.acknowledge(events.get(taken - 1).position());
            mails = reopened();
            assertThat(mails.status().position()).isEqualTo(done.size());
            assertThat(mails.status().lag()).isEqualTo(log.model().size() - done.size());
        }
        assertThat(done).isEqualTo(log.model());
    }

    @Test
    void acknowledgesOnceAndNothingThatIsNotThere() {
        Subscription mails = subscriptions.create(ALL, 0).subscription();
        assertThat(mails.acknowledge(9).position()).isEqualTo(10);
        assertThat(mails.acknowledge(4).position()).isEqualTo(10);
        long end = log.model().size();
        assertThatThrownBy(() -> mails.acknowledge(end))
                .isInstanceOf(SubscriptionConflictException.class)
                .hasMessageContaining("no event at position " + end);
        assertThat(mails.status().position()).isEqualTo(10);
    }

    @Test
    void anAcknowledgementIsOnTheDisk() throws IOException {
        subscriptions.create(ALL, 0);
        Path place = directory.resolve("subscriptions");
        Path after = directory.resolve("after");
        try (DurableImage image = new DurableImage(place, directory.resolve("shadows"))) {
            subscriptions.find(ALL.name()).acknowledge(41);
            image.layDown(after);
        }
        assertThat(reopened(after).find(ALL.name()).status().position()).isEqualTo(42);
    }

    @Test
    void passesOverWhatItDoesNotWant() throws InterruptedException {
        SubscriptionDefinition none = new SubscriptionDefinition("none", Set.of("NeverHappened"), 1, "dead");
        Subscription empty = subscriptions.create(none, 0).subscription();
        assertThat(next(empty, 10)).isEmpty();
        assertThat(empty.status().lag()).isZero();

        SubscriptionDefinition paid = new SubscriptionDefinition("paid", Set.of("Paid"), 1, "dead");
        assertThat(next(subscriptions.create(paid, 0).subscription(), Integer.MAX_VALUE))
                .isEqualTo(log.model().stream()
                        .filter(event -> event.event().type().equals("Paid"))
                        .toList());
    }

    @Test
    void waitsForAnEventNoLongerThanItIsGivenUp() throws InterruptedException {
        Subscription late = subscriptions.create(ALL, log.model().size()).subscription();
        assertThat(late.next(1, Duration.ofHours(1), () -> true)).isEmpty();
        assertThat(next(late, 1)).isEmpty();
    }

    @Test
    void whatIsRefusedToTheEndBecomesADeadLetter() throws InterruptedException {
        Subscription mails = subscriptions.create(ALL, 5).subscription();
        assertThat(mails.refuse(5, "no\nsuch \u0000 address").refusal())
                .isEqualTo(new Refusal(5, 1, "no such   address"));
        mails = reopened();
        assertThat(mails.refuse(5, "").refusal()).isEqualTo(new Refusal(5, 2, "no reason was given"));
        assertThat(letters.letters()).isEmpty();
        SubscriptionStatus status = mails.refuse(5, "the third time");
        assertThat(status.refusal()).isNull();
        assertThat(status.position()).isEqualTo(6);

        Event original = log.model().get(5).event();
        assertThat(letters.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.subject()).isEqualTo(original.subject());
            assertThat(letter.type()).isEqualTo(original.type());
            assertThat(letter.data()).isEqualTo(original.data());
            assertThat(letter.source()).isEqualTo("/logs/events/subscriptions/mails");
            assertThat(letter.extensions())
                    .containsEntry("originalid", original.id())
                    .containsEntry("originalsource", original.source())
                    .containsEntry("refusedposition", "\"5")
                    .containsEntry("refusedreason", "the third time")
                    .containsEntry("refusedtries", "3");
        });
        assertThat(next(mails, 1)).containsExactly(log.model().get(6));
        assertThat(mails.refuse(5, "again").position()).as("it is done with").isEqualTo(6);
        assertThat(letters.calls()).isEqualTo(1);
    }

    @Test
    void refusesInTurnOnly() {
        Subscription mails = subscriptions.create(ALL, 5).subscription();
        assertThatThrownBy(() -> mails.refuse(7, "why"))
                .isInstanceOf(SubscriptionConflictException.class)
                .hasMessageContaining("before position 5");
        assertThat(mails.status().refusal()).isNull();
        Subscription none = subscriptions
                .create(new SubscriptionDefinition("none", Set.of("NeverHappened"), 1, "dead"), 0)
                .subscription();
        assertThatThrownBy(() -> none.refuse(3, "why")).hasMessageContaining("does not want");
    }

    @Test
    void anAcknowledgementEndsTheTriesOfWhatWasRefused() {
        Subscription mails = subscriptions.create(ALL, 5).subscription();
        mails.refuse(5, "busy");
        assertThat(mails.acknowledge(5).refusal()).isNull();
        assertThat(mails.refuse(6, "busy").refusal()).isEqualTo(new Refusal(6, 1, "busy"));
    }

    @Test
    void aLetterThatDidNotArriveIsSentAgainBeforeAnythingElse() throws InterruptedException {
        Subscription mails = subscriptions
                .create(new SubscriptionDefinition("mails", Set.of(), 1, "dead"), 5)
                .subscription();
        letters.failBefore();
        assertThatThrownBy(() -> mails.refuse(5, "the reason")).hasMessageContaining("full");
        assertThat(letters.letters()).isEmpty();
        assertThat(mails.status().position()).isEqualTo(5);

        Subscription after = reopened();
        letters.failAfter();
        assertThatThrownBy(() -> after.acknowledge(9)).hasMessageContaining("lost");
        assertThat(after.acknowledge(9).position()).isEqualTo(10);
        assertThat(letters.letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.extensions()).containsEntry("refusedreason", "the reason"));
        assertThat(next(after, 1)).containsExactly(log.model().get(10));
    }

    @Test
    void aLetterIsThereOnceThoughTheStepAfterItFails() throws InterruptedException {
        Subscription mails = subscriptions
                .create(new SubscriptionDefinition("mails", Set.of(), 1, "dead"), 5)
                .subscription();
        try (FaultyDisk disk = new FaultyDisk()) {
            disk.fail(
                    FaultyDisk.FULL,
                    1,
                    1,
                    Set.of(Access.WRITE),
                    path -> path.toString().endsWith(".new"));
            assertThatThrownBy(() -> mails.refuse(5, "first"))
                    .isInstanceOf(SubscriptionException.class)
                    .hasMessageContaining(FaultyDisk.FULL);
        }
        assertThat(letters.letters()).hasSize(1);
        assertThat(mails.status().position())
                .as("the letter first, then the step")
                .isEqualTo(5);

        Subscription after = reopened();
        assertThat(after.refuse(5, "another reason").position()).isEqualTo(6);
        assertThat(letters.letters()).hasSize(1);
        assertThat(letters.calls()).isEqualTo(2);
        assertThat(next(after, 1)).containsExactly(log.model().get(6));
    }

    @Test
    void anOlderCopyGivesEventsAgainAndItsLettersAreNoConflict() throws InterruptedException, IOException {
        UUID logId = new UUID(1, 2);
        Subscription mails = subscriptions
                .create(new SubscriptionDefinition("mails", Set.of(), 1, "dead"), 0)
                .subscription();
        mails.acknowledge(4);
        byte[] copy = subscriptions.copy(logId);
        assertThat(subscriptions.copy(logId)).as("nothing has changed").isEqualTo(copy);
        mails.refuse(5, "the reason");
        mails.acknowledge(8);
        assertThat(subscriptions.copy(logId)).isNotEqualTo(copy);

        Path place = directory.resolve("restored");
        RestoredSubscriptions.of("copy", copy, logId, log.model().size(), place, UUID::randomUUID);
        Subscription after = reopened(place).find("mails");
        assertThat(next(after, 3)).isEqualTo(log.model().subList(5, 8));
        assertThat(after.refuse(5, "another reason").position()).isEqualTo(6);
        assertThat(letters.letters()).as("at least once").hasSize(2);
    }

    @Test
    void aCopyWithoutOneThatCannotBeReadIsNotMade() throws IOException {
        subscriptions.create(ALL, 0);
        Path file = directory.resolve("subscriptions").resolve("mails.subscription");
        Files.write(file, new byte[] {1, 2, 3});
        Subscriptions after = reopened(directory.resolve("subscriptions"));
        assertThatThrownBy(() -> after.copy(new UUID(1, 2)))
                .isInstanceOf(SubscriptionException.class)
                .hasMessageContaining("mails.subscription");
    }

    @Test
    void isCreatedOnceAndIsAnotherAfterItsEnd() {
        Subscriptions.Created first = subscriptions.create(ALL, 5);
        assertThat(first.isNew()).isTrue();
        first.subscription().acknowledge(8);
        Subscriptions.Created again =
                reopened(directory.resolve("subscriptions")).create(ALL, 0);
        assertThat(again.isNew()).isFalse();
        assertThat(again.subscription().status().position()).isEqualTo(9);
        SubscriptionDefinition other = new SubscriptionDefinition("mails", Set.of("Paid"), 3, "dead");
        assertThatThrownBy(() -> subscriptions.create(other, 0))
                .isInstanceOf(SubscriptionConflictException.class)
                .hasMessageContaining("delete it");

        assertThat(subscriptions.names()).containsExactly("mails");
        subscriptions.delete("mails");
        assertThat(subscriptions.names()).isEmpty();
        assertThatThrownBy(() -> first.subscription().acknowledge(9)).isInstanceOf(UnknownSubscriptionException.class);
        assertThatThrownBy(() -> subscriptions.find("mails")).isInstanceOf(UnknownSubscriptionException.class);
        assertThatThrownBy(() -> subscriptions.find("../mails")).isInstanceOf(UnknownSubscriptionException.class);
        assertThat(subscriptions.create(other, 0).isNew()).isTrue();
    }

    @Test
    void deadLettersDoNotComeBack() {
        SubscriptionDefinition loop = new SubscriptionDefinition("mails", Set.of(), 1, TestLog.NAME);
        assertThatThrownBy(() -> subscriptions.create(loop, 0)).hasMessageContaining("cannot go to itself");
    }

    @Test
    void aDamagedFileIsNamedAndNeverTakenForNone() throws IOException {
        subscriptions.create(ALL, 5);
        Path file = directory.resolve("subscriptions/mails.subscription");
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 4;
            Files.write(file, damaged);
            assertThatThrownBy(() -> reopened().status())
                    .isInstanceOf(SubscriptionException.class)
                    .hasMessageContaining(file.toString());
            assertThatThrownBy(
                            () -> reopened(directory.resolve("subscriptions")).create(ALL, 0))
                    .isInstanceOf(SubscriptionException.class);
        }
    }
}
