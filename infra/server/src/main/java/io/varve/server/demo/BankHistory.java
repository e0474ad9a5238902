package io.varve.server.demo;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The events of a small bank, made up but the same each time: accounts are opened, money comes, goes and is transferred,
 * and now and then a mistake is put right by an event that compensates it. Amounts are in cents. The bank books four
 * times on each working day; all events of a booking have its time.
 */
final class BankHistory {

    private static final long SEED = 1_844_674_407L;
    private static final String SOURCE = "/bank/demo";
    private static final int BOOKINGS_A_DAY = 4;
    private static final int FIRST_HOUR = 9;
    private static final int HOURS_BETWEEN = 3;
    private static final int OPENED_AT_ONCE = 200;
    private static final double EVENTS_PER_ACCOUNT_AND_BOOKING = 0.11;
    private static final String[] NAMES = {
        "Ada", "Bruno", "Clara", "Dmitri", "Edith", "Farid", "Grace", "Hana", "Ivan", "Jules", "Kofi", "Lena", "Mara",
        "Nils", "Olga", "Pavel", "Quentin", "Rosa", "Sven", "Tariq", "Uma", "Vera", "Wanda", "Xenia", "Yusuf", "Zoe"
    };

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final LocalDate end;
    private final int maxAccounts;
    private final List<Long> balances = new ArrayList<>();
    private LocalDate day;
    private int booking;
    private long number;

    /**
     * @param start the first day
     * @param end the day after the last
     * @param maxAccounts how many accounts there are in the end
     */
    BankHistory(LocalDate start, LocalDate end, int maxAccounts) {
        this.day = start;
        this.end = end;
        this.maxAccounts = maxAccounts;
        skipWeekend();
    }

    /** Whether there is another booking. */
    boolean hasNext() {
        return day.isBefore(end);
    }

    /** The day of the next booking. */
    LocalDate day() {
        return day;
    }

    /** The events of the next booking, all of one time. */
    List<Event> next() {
        EventTime time = EventTime.of(day.atTime(LocalTime.of(FIRST_HOUR + booking * HOURS_BETWEEN, 0))
                .toInstant(ZoneOffset.UTC));
        List<Event> events = new ArrayList<>();
        open(events, time);
        int count = (int) (balances.size() * EVENTS_PER_ACCOUNT_AND_BOOKING);
        for (int i = 0; i < count; i++) {
            book(events, time);
        }
        booking++;
        if (booking == BOOKINGS_A_DAY) {
            booking = 0;
            day = day.plusDays(1);
            skipWeekend();
        }
        return events;
    }

    /** The balance that each account must have after all bookings so far, by the bank's own reckoning. */
    List<Long> balances() {
        return Collections.unmodifiableList(balances);
    }

    static String account(int number) {
        return String.format(Locale.ROOT, "account-%04d", number);
    }

    private void open(List<Event> events, EventTime time) {
        int wanted = balances.isEmpty() ? OPENED_AT_ONCE : random.nextInt(2);
        for (int i = 0; i < wanted && balances.size() < maxAccounts; i++) {
            int account = balances.size();
            balances.add(0L);
            String owner = NAMES[random.nextInt(NAMES.length)];
            add(events, time, account, "AccountOpened", "{\"owner\":\"" + owner + "\",\"currency\":\"EUR\"}");
            deposit(events, time, account);
        }
    }

    private void book(List<Event> events, EventTime time) {
        int account = random.nextInt(balances.size());
        int kind = random.nextInt(100);
        if (kind < 40) {
            deposit(events, time, account);
        } else if (kind < 75) {
            withdraw(events, time, account);
        } else if (kind < 98) {
            transfer(events, time, account);
        } else {
            mistake(events, time, account);
        }
    }

    private void deposit(List<Event> events, EventTime time, int account) {
        long amount = 1_000 + random.nextLong(200_000);
        move(account, amount);
        add(events, time, account, "MoneyDeposited", "{\"amount\":" + amount + "}");
    }

    private void withdraw(List<Event> events, EventTime time, int account) {
        long amount = Math.min(balances.get(account), 500 + random.nextLong(120_000));
        if (amount > 0) {
            move(account, -amount);
            add(events, time, account, "MoneyWithdrawn", "{\"amount\":" + amount + "}");
        }
    }

    private void transfer(List<Event> events, EventTime time, int from) {
        int to = random.nextInt(balances.size());
        long amount = Math.min(balances.get(from), 100 + random.nextLong(90_000));
        if (amount > 0 && to != from) {
            move(from, -amount);
            move(to, amount);
            String transfer = "\"transfer\":\"t-" + number + "\"}";
            add(events, time, from, "TransferSent", "{\"amount\":" + amount + ",\"to\":\"" + account(to) + "\"," + transfer);
            add(events, time, to, "TransferReceived", "{\"amount\":" + amount + ",\"from\":\"" + account(from) + "\","
                    + transfer);
        }
    }

    /** A deposit of too much, and what puts it right: nothing is ever changed, a correction is an event of its own. */
    private void mistake(List<Event> events, EventTime time, int account) {
        deposit(events, time, account);
        Event wrong = events.get(events.size() - 1);
        long tooMuch = 100 + random.nextLong(900);
        move(account, -tooMuch);
        add(events, time, account, "DepositCorrected", "{\"amount\":" + tooMuch + ",\"corrects\":\"" + wrong.id() + "\"}");
    }

    private void move(int account, long cents) {
        balances.set(account, balances.get(account) + cents);
    }

    private void add(List<Event> events, EventTime time, int account, String type, String data) {
        events.add(new Event(
                String.format(Locale.ROOT, "e-%09d", number++),
                SOURCE,
                new AggregateId(account(account)),
                type,
                time,
                null,
                null,
                Payload.ofText(data),
                Collections.emptySortedMap()));
    }

    private void skipWeekend() {
        while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            day = day.plusDays(1);
        }
    }
}
