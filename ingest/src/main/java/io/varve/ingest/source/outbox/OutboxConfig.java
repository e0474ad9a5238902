package io.varve.ingest.source.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An outbox and how its rows become events.
 *
 * @param name of the source
 * @param url of the database, as JDBC knows it
 * @param user null if the URL says it, or none is needed
 * @param password as the user
 * @param table its name, with its schema if need be; as plain SQL writes it, without quotes
 * @param columns its columns
 * @param eventSource the attribute {@code source} of events whose row names none
 * @param versions what the versions of rows are
 * @param done what becomes of a row whose event is durable
 * @param every how long to wait when no row is left
 */
public record OutboxConfig(
        String name,
        String url,
        @Nullable String user,
        @Nullable String password,
        String table,
        OutboxColumns columns,
        String eventSource,
        Versions versions,
        Done done,
        Duration every) {

    public OutboxConfig {
        for (String part : table.split("\\.", 3)) {
            OutboxColumns.requireName("table", part);
        }
    }

    /** What the versions of rows are. */
    public sealed interface Versions {

        /**
         * The rows of each aggregate are numbered without a gap, and a row is held back until all before it are in the
         * log: so they come in order even if their transactions commit in another one.
         *
         * @param first version of the first event of an aggregate
         */
        record Dense(long first) implements Versions {}

        /**
         * They only rise. Rows that are there together come in their order; the application must see to it that the
         * transactions on one aggregate commit in it.
         */
        record Rising() implements Versions {}
    }

    /** What becomes of a row whose event is durable. */
    public enum Done {
        /** The time is written to it. */
        MARK,
        /** It is deleted. */
        DELETE
    }

    /** Without what must not be shown. */
    @Override
    public String toString() {
        return "outbox " + name + ": " + table;
    }
}
