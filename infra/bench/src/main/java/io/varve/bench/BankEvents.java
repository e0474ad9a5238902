package io.varve.bench;

import io.varve.ingest.event.AggregateId;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Payload;
import io.varve.ingest.source.EventLineWriter;
import io.varve.ingest.source.LineFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/** Bank-like events of some 330 bytes: random ids, amounts and references, accounts in no order. Made from a seed. */
final class BankEvents {

    private static final String[] TYPES = {"MoneyDeposited", "MoneyWithdrawn", "TransferSent", "TransferReceived"};
    private static final String[] TEXTS = {
        "salary", "rent", "groceries", "insurance", "pension", "household", "interest"
    };

    private final SplittableRandom random;
    private final int accounts;
    private long timeMicros;

    BankEvents(long seed, int accounts, long firstMicros) {
        this.random = new SplittableRandom(seed);
        this.accounts = accounts;
        this.timeMicros = firstMicros;
    }

    /** So many of them as CloudEvents, one on a line. */
    static byte[] cloudEventLines(long seed, int count) {
        BankEvents source = new BankEvents(seed, 50_000, 0);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        EventLineWriter writer = new EventLineWriter(LineFormat.CLOUDEVENTS, lines);
        try {
            for (int i = 0; i < count; i++) {
                writer.write(source.next());
            }
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines.toByteArray();
    }

    Event next() {
        timeMicros += random.nextInt(1, 2_000);
        return at(timeMicros);
    }

    Event at(long micros) {
        String type = TYPES[random.nextInt(TYPES.length)];
        int account = random.nextInt(accounts);
        String data = String.format(
                Locale.ROOT,
                "{\"amount\":%d.%02d,\"currency\":\"EUR\",\"counterparty\":\"DE%020d\",\"reference\":\"%s %06d\","
                        + "\"channel\":\"%s\",\"balance\":%d.%02d}",
                random.nextInt(5_000),
                random.nextInt(100),
                random.nextLong(1_000_000) * 7_919,
                TEXTS[random.nextInt(TEXTS.length)],
                random.nextInt(1_000_000),
                random.nextInt(3) == 0 ? "branch" : "online",
                random.nextInt(100_000),
                random.nextInt(100));
        return new Event(
                new UUID(random.nextLong(), random.nextLong()).toString(),
                "/bank/core",
                new AggregateId(String.format(Locale.ROOT, "account-%08d", account)),
                type,
                EventTime.ofMicros(micros),
                "application/json",
                null,
                Payload.ofText(data),
                new TreeMap<>());
    }
}
