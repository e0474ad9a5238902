package io.varve.ingest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.append.Appended;
import io.varve.ingest.append.TestLog;
import io.varve.ingest.append.VersionConflictException;
import io.varve.ingest.command.Account.Wish;
import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Payload;
import io.varve.ingest.event.RecordedEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The event-sourced flow: an application that opens accounts, and lets deposit, withdraw and correct. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CommandHandlerTest {

    @TempDir
    Path directory;

    private final List<Long> readFrom = new ArrayList<>();
    private Runnable afterRead = () -> {};
    private TestLog log;
    private CommandHandler<Wish, Account.State, Account.Fact> bank;

    @BeforeEach
    void open() {
        log = TestLog.open(directory);
        bank = handler(3);
    }

    private CommandHandler<Wish, Account.State, Account.Fact> handler(int tries) {
        return new CommandHandler<>(new Account(), new Account.Form(), "/bank", this::read, log.appender(), tries);
    }

    private void read(AggregateId aggregate, long fromVersion, Consumer<RecordedEvent> reader) {
        synchronized (readFrom) {
            readFrom.add(fromVersion);
        }
        log.events().stream()
                .filter(event -> event.event().subject().equals(aggregate) && event.version() >= fromVersion)
                .forEach(reader);
        afterRead.run();
    }

    @AfterEach
    void close() {
        log.close();
    }

    private CommandResult send(String id, Wish wish) {
        return bank.handle(Command.first(id, "acc-1", wish));
    }

    private static List<Appended> done(CommandResult result) {
        assertThat(result).isInstanceOf(CommandResult.Done.class);
        return ((CommandResult.Done) result).events();
    }

    private List<String> types() {
        return log.events().stream().map(event -> event.event().type()).toList();
    }

    @Test
    void whatIsAcceptedHappensAndWhatIsRejectedLeavesNoTrace() {
        send("c1", new Wish.Open("ada"));
        send("c2", new Wish.Deposit(100));

        assertThat(send("c3", new Wish.Withdraw(101)))
                .isEqualTo(new CommandResult.Rejected("the balance is 100, which is less than 101"));
        assertThat(done(send("c4", new Wish.Withdraw(100))))
                .extracting(Appended::version)
                .containsExactly(2L);
        assertThat(types()).containsExactly("bank.Opened", "bank.Deposited", "bank.Withdrawn");
    }

    @Test
    void aMistakeIsMadeGoodByAFurtherEvent() {
        send("c1", new Wish.Open("ada"));
        send("c2", new Wish.Deposit(1_000));
        send("c3", new Wish.Correct("c2/0", 1_000, 100));

        assertThat(send("c4", new Wish.Withdraw(101))).isInstanceOf(CommandResult.Rejected.class);
        assertThat(types()).containsExactly("bank.Opened", "bank.Deposited", "bank.Corrected");
    }

    @Test
    void eventsNameTheirCauseAndTheirStory() {
        send("c1", new Wish.Open("ada"));
        bank.handle(new Command<>("c2", "story-7", new AggregateId("acc-1"), new Wish.Deposit(5)));

        assertThat(log.events().get(0).event().extensions())
                .containsEntry("causationid", "c1")
                .containsEntry("correlationid", "c1");
        assertThat(log.events().get(1).event().extensions())
                .containsEntry("causationid", "c2")
                .containsEntry("correlationid", "story-7");
    }

    @Test
    void aCommandThatIsSentAgainIsDoneOnce() {
        send("c1", new Wish.Open("ada"));
        send("c2", new Wish.Deposit(100));
        List<Appended> first = done(send("c3", new Wish.Withdraw(80)));
        bank = handler(3); // by another process, which remembers no state

        List<Appended> again = done(send("c3", new Wish.Withdraw(80)));

        assertThat(again)
                .extracting(Appended::position)
                .containsExactly(first.get(0).position());
        assertThat(again).extracting(Appended::duplicate).containsExactly(true);
        assertThat(types()).hasSize(3);
    }

    @Test
    void aStateIsReadOnceAndThenOnlyWhatIsNew() {
        send("c1", new Wish.Open("ada"));
        send("c2", new Wish.Deposit(1));
        send("c3", new Wish.Deposit(1));
        send("c4", new Wish.Deposit(1));

        assertThat(readFrom).containsExactly(0L, 0L, 1L, 2L);
    }

    @Test
    void whoIsLateDecidesAgainOnTheNewState() {
        send("c1", new Wish.Open("ada"));
        send("c2", new Wish.Deposit(100));
        CommandHandler<Wish, Account.State, Account.Fact> other = handler(1);
        afterRead = () -> {
            afterRead = () -> {};
            other.handle(Command.first("c3", "acc-1", new Wish.Withdraw(60)));
        };

        assertThat(send("c4", new Wish.Withdraw(60)))
                .isEqualTo(new CommandResult.Rejected("the balance is 40, which is less than 60"));
        assertThat(types()).hasSize(3);
    }

    /** Events tell the number of events before them, so that one command decided on two states gives two events. */
    private static final class Counter implements Decider<String, Integer, Integer>, EventForm<Integer> {

        @Override
        public Integer initial() {
            return 0;
        }

        private Runnable meanwhile = () -> {};

        @Override
        public Decision<Integer> decide(String command, Integer state) {
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
            return Decision.accepted(state);
        }

        @Override
        public Integer evolve(Integer state, Integer event) {
            return state + 1;
        }

        @Override
        public String type(Integer event) {
            return "counted";
        }

        @Override
        public Payload data(Integer event) {
            return Payload.ofText(event.toString());
        }

        @Override
        public Integer read(Event event) {
            return Integer.valueOf(String.valueOf(event.data()));
        }
    }

    @Test
    void aCommandThatIsDoneElsewhereOnANewerStateIsDone() {
        Counter counter = new Counter();
        CommandHandler<String, Integer, Integer> one =
                new CommandHandler<>(counter, counter, "/count", this::read, log.appender(), 2);
        CommandHandler<String, Integer, Integer> other =
                new CommandHandler<>(counter, counter, "/count", this::read, log.appender(), 1);
        counter.meanwhile = () -> {
            other.handle(Command.first("c1", "n", "count"));
            other.handle(Command.first("c2", "n", "count"));
        };

        List<Appended> places = done(one.handle(Command.first("c2", "n", "count")));

        assertThat(places).extracting(Appended::version).containsExactly(1L);
        assertThat(log.ids()).containsExactly("c1/0", "c2/0");
    }

    @Test
    void whoIsAlwaysLateIsToldSo() {
        send("c1", new Wish.Open("ada"));
        CommandHandler<Wish, Account.State, Account.Fact> other = handler(1);
        int[] reads = {0};
        Runnable[] interfering = {null};
        interfering[0] = () -> {
            afterRead = () -> {};
            other.handle(Command.first("other-" + reads[0]++, "acc-1", new Wish.Deposit(1)));
            afterRead = interfering[0];
        };
        afterRead = interfering[0];

        assertThatThrownBy(() -> send("c2", new Wish.Deposit(1)))
                .isInstanceOf(VersionConflictException.class)
                .hasMessage("aggregate 'acc-1' is at version 3, expected 2");
        assertThat(reads[0]).isEqualTo(3);
    }

    @Test
    void manyAtOnceNeverOverdraw() throws Exception {
        send("c1", new Wish.Open("ada"));
        send("c2", new Wish.Deposit(50));
        bank = handler(1_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<CommandResult>> wishes = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                String id = "w" + i;
                wishes.add(() -> send(id, new Wish.Withdraw(1)));
            }
            int done = 0;
            for (Future<CommandResult> each : threads.invokeAll(wishes)) {
                done += each.get() instanceof CommandResult.Done ? 1 : 0;
            }
            assertThat(done).isEqualTo(50);
        } finally {
            threads.shutdownNow();
        }
        assertThat(types()).hasSize(52);
        assertThat(send("c3", new Wish.Withdraw(1))).isInstanceOf(CommandResult.Rejected.class);
    }
}
