package io.varve.server.config;

import io.varve.ingest.source.kafka.KafkaConfig;
import io.varve.ingest.source.outbox.OutboxConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Every key that the file of a source may have. */
final class SourceSettings {

    /** Whatever follows is handed to Kafka's client. */
    static final String CLIENT = "client.";

    private static final ValueType<String> WORD = ValueType.text("not blank", text -> !text.isBlank());
    private static final ValueType<String> COLUMN = ValueType.text("a column, not quoted", text -> !text.isBlank());

    static final Setting<String> KIND =
            new Setting<>("kind", ValueType.oneOf("kafka", "outbox"), null, "what the source is; must be given");
    static final Setting<String> LOG = new Setting<>("log", WORD, "events", "the log that is fed");
    static final Setting<String> DEAD_LETTERS = new Setting<>(
            "deadLetters", WORD, "dead-letters", "the log that takes what cannot be an event; made if it is absent");
    static final List<Setting<?>> OF_ALL = List.of(KIND, LOG, DEAD_LETTERS);

    static final Setting<String> TOPICS =
            new Setting<>("topics", WORD, null, "topics, joined by commas; must be given");
    static final Setting<String> MAP_TYPE = new Setting<>(
            "map.type", WORD, null, "type of records that are no CloudEvents; absent: those are dead letters");
    static final Setting<String> MAP_TYPE_HEADER = new Setting<>(
            "map.typeHeader", WORD, null, "a header of such records that, where there is one, is the type");
    static final Setting<String> MAP_SOURCE =
            new Setting<>("map.source", WORD, "/kafka", "the attribute `source` of such records");
    static final Setting<String> MAP_CONTENT_TYPE = new Setting<>(
            "map.dataContentType", WORD, null, "media type of their values where no header tells it; absent: JSON");
    static final Setting<KafkaConfig.Lost> LOST = new Setting<>(
            "lost",
            ValueType.oneOf(KafkaConfig.Lost.class),
            "stop",
            "where Kafka deleted records before they were read: `stop` reads nothing until somebody has looked, `skip`"
                    + " makes a dead letter of the range");
    static final List<Setting<?>> OF_KAFKA =
            List.of(TOPICS, MAP_TYPE, MAP_TYPE_HEADER, MAP_SOURCE, MAP_CONTENT_TYPE, LOST);

    static final Setting<String> URL = new Setting<>(
            "url",
            ValueType.text("written like jdbc:postgresql://host/database", text -> text.startsWith("jdbc:")),
            null,
            "the database; must be given");
    static final Setting<String> USER = new Setting<>("user", WORD, null, "its user");
    static final Setting<String> PASSWORD = new Setting<>("password", WORD, null, "and the password");
    static final Setting<String> TABLE = new Setting<>("table", WORD, "varve_outbox", "the table, with its schema");
    static final Setting<String> SOURCE =
            new Setting<>("source", WORD, null, "the attribute `source` of events whose row names none; must be given");
    static final Setting<String> VERSIONS = new Setting<>(
            "versions",
            ValueType.oneOf("dense", "rising"),
            "dense",
            "`dense`: rows of an aggregate are numbered without a gap, and wait for those before them; `rising`: they"
                    + " may have gaps, and transactions on an aggregate commit in order");
    static final Setting<Integer> FIRST_VERSION = new Setting<>(
            "firstVersion", ValueType.integer(0, 1), "0", "number of the first row of an aggregate, if they are dense");
    static final Setting<OutboxConfig.Done> DONE = new Setting<>(
            "done", ValueType.oneOf(OutboxConfig.Done.class), "mark", "what becomes of a row whose event is durable");
    static final Setting<Duration> EVERY = new Setting<>(
            "every", ValueType.duration(Duration.ofSeconds(1)), "1s", "how long to wait when no row is left");
    static final Setting<String> EXTENSIONS = new Setting<>(
            "extensions",
            WORD,
            "causationid,correlationid",
            "columns, joined by commas, that become extension attributes where the table has them");
    static final Setting<String> COLUMN_ID = new Setting<>("columns.id", COLUMN, "id", "id of the event");
    static final Setting<String> COLUMN_SUBJECT = new Setting<>("columns.subject", COLUMN, "subject", "the aggregate");
    static final Setting<String> COLUMN_VERSION =
            new Setting<>("columns.version", COLUMN, "version", "number of the row in its aggregate");
    static final Setting<String> COLUMN_TYPE = new Setting<>("columns.type", COLUMN, "type", "type of the event");
    static final Setting<String> COLUMN_DATA =
            new Setting<>("columns.data", COLUMN, "data", "data: text, JSON or bytes");
    static final Setting<String> COLUMN_APPENDED_AT = new Setting<>(
            "columns.appendedAt", COLUMN, "appended_at", "when it was marked; needed where rows are marked");
    static final Setting<String> COLUMN_FAILURE =
            new Setting<>("columns.failure", COLUMN, "failure", "why it became a dead letter");
    static final Setting<String> COLUMN_TIME =
            new Setting<>("columns.time", COLUMN, "time", "business time, if the table has it");
    static final Setting<String> COLUMN_SOURCE =
            new Setting<>("columns.source", COLUMN, "source", "source of the event, if the table has it");
    static final Setting<String> COLUMN_CONTENT_TYPE = new Setting<>(
            "columns.dataContentType", COLUMN, "datacontenttype", "media type of the data, if the table has it");
    static final List<Setting<?>> OF_OUTBOX = List.of(
            URL,
            USER,
            PASSWORD,
            TABLE,
            SOURCE,
            VERSIONS,
            FIRST_VERSION,
            DONE,
            EVERY,
            EXTENSIONS,
            COLUMN_ID,
            COLUMN_SUBJECT,
            COLUMN_VERSION,
            COLUMN_TYPE,
            COLUMN_DATA,
            COLUMN_APPENDED_AT,
            COLUMN_FAILURE,
            COLUMN_TIME,
            COLUMN_SOURCE,
            COLUMN_CONTENT_TYPE);

    private SourceSettings() {}

    static List<String> keys(List<Setting<?>> ofTheKind) {
        return Stream.concat(OF_ALL.stream(), ofTheKind.stream())
                .map(Setting::key)
                .toList();
    }

    /** A table of settings in Markdown, as docs/producers.md shows it. */
    static String markdown(List<Setting<?>> settings) {
        StringBuilder table = new StringBuilder("| key | may be | default | what it does |\n|---|---|---|---|\n");
        for (Setting<?> setting : settings) {
            String fallback = setting.fallback() == null ? "absent" : "`" + setting.fallback() + "`";
            table.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %s | %s |%n",
                    setting.key(),
                    setting.type().mayBe(),
                    fallback,
                    setting.says()));
        }
        return table.toString();
    }
}
