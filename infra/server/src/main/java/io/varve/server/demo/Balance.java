package io.varve.server.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** What an event does to the balance of its account, in cents. */
final class Balance {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int CENTS = 100;

    private Balance() {}

    static long change(Event event) {
        return switch (event.type()) {
            case "MoneyDeposited", "TransferReceived" -> amount(event);
            case "MoneyWithdrawn", "TransferSent", "DepositCorrected" -> -amount(event);
            default -> 0;
        };
    }

    /** {@code 1,234.50}. */
    static String text(long cents) {
        return String.format(Locale.ROOT, "%,.2f", (double) cents / CENTS);
    }

    private static long amount(Event event) {
        Payload data = event.data();
        if (data == null) {
            throw new IllegalArgumentException("event " + event.id() + " has no data");
        }
        try (JsonParser parser = JSON.createParser(data.bytes())) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME && "amount".equals(parser.currentName())) {
                    parser.nextToken();
                    return parser.getLongValue();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("event " + event.id() + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("event " + event.id() + " has no amount");
    }
}
