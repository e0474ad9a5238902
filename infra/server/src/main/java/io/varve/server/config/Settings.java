package io.varve.server.config;

import io.varve.ingest.append.Durability;
import io.varve.query.state.FullReplay;
import io.varve.tiering.schedule.WorkTimes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Every key that there is. */
final class Settings {

    private static final long MIB = 1L << 20;
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]+");
    private static final Pattern PREFIX =
            Pattern.compile("[A-Za-z0-9_=+-][A-Za-z0-9._=+-]*+(/[A-Za-z0-9_=+-][A-Za-z0-9._=+-]*+)*+/?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]+");
    private static final ValueType<String> CRON = ValueType.checked(
            "a Quartz cron expression of 6 or 7 fields, UTC, written like '0 0/10 * * * ?'",
            text -> new WorkTimes(text, text, text).migrate());

    static final Setting<Durability> DURABILITY = new Setting<>(
            "append.durability",
            ValueType.oneOf(Durability.class),
            "disk",
            "what an acknowledged append survives: `disk` the loss of power, `process` the death of the process");
    static final Setting<Long> MAX_DATA_BYTES =
            new Setting<>("append.maxDataBytes", ValueType.size(1, 7 * MIB), "1MiB", "the most data in one event");
    static final Setting<Long> QUEUE_BYTES = new Setting<>(
            "append.queueBytes",
            ValueType.size(MIB, 1024 * MIB),
            "64MiB",
            "the most bytes of events that wait to be stored; who would pass it waits, or is told to come again");
    static final Setting<Long> DISK_RESERVE = new Setting<>(
            "append.diskReserve",
            ValueType.size(0, MIB * MIB),
            "512MiB",
            "free disk below which appends are refused: moves need it to make room");
    static final Setting<Duration> IDS_WINDOW = new Setting<>(
            "ids.window",
            ValueType.duration(Duration.ZERO),
            "7d",
            "how long the id of an event is remembered at least; while it is hot it always is");

    static final Setting<URI> COLD_ENDPOINT = new Setting<>(
            "cold.endpoint", ValueType.httpUri(), null, "an S3 server other than AWS, addressed path-style");
    static final Setting<String> COLD_REGION = new Setting<>(
            "cold.region",
            ValueType.text(
                    "a region such as eu-central-1",
                    text -> REGION.matcher(text).matches()),
            "us-east-1",
            "region of the bucket");
    static final Setting<String> COLD_BUCKET = new Setting<>(
            "cold.bucket",
            ValueType.text(
                    "3 to 63 characters of a-z 0-9 . - without s3:// and without a path",
                    text -> BUCKET.matcher(text).matches()),
            null,
            "the bucket of the cold tier; absent: one in the data directory, which `varve` serves to itself");
    static final Setting<String> COLD_PREFIX = new Setting<>(
            "cold.prefix",
            ValueType.text(
                    "parts of A-Z a-z 0-9 . _ = + - joined by /",
                    text -> text.isEmpty() || PREFIX.matcher(text).matches()),
            "",
            "where in the bucket the keys begin");
    static final Setting<String> COLD_ACCESS_KEY = new Setting<>(
            "cold.accessKey",
            ValueType.text("not blank", text -> !text.isBlank()),
            null,
            "absent: the default chain of AWS (environment, profile, container, instance)");
    static final Setting<String> COLD_SECRET_KEY = new Setting<>(
            "cold.secretKey",
            ValueType.text("not blank", text -> !text.isBlank()),
            null,
            "better given as the environment variable than in the file");
    static final Setting<String> COLD_STORAGE_CLASS = new Setting<>(
            "cold.storageClass",
            ValueType.oneOf("STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"),
            "STANDARD",
            "storage class of what is put; only classes that can be read at once");
    static final Setting<String> COLD_ENCRYPTION = new Setting<>(
            "cold.encryption",
            ValueType.oneOf("AES256", "aws:kms", "aws:kms:dsse"),
            null,
            "encryption by the server; absent: as the bucket says");
    static final Setting<String> COLD_KMS_KEY = new Setting<>(
            "cold.kmsKey", ValueType.text("not blank", text -> !text.isBlank()), null, "key of aws:kms encryption");
    static final Setting<Boolean> COLD_CREATE_BUCKET = new Setting<>(
            "cold.createBucket", ValueType.yesOrNo(), "false", "create the bucket on first use if it is absent");
    static final Setting<Boolean> COLD_CONDITIONAL = new Setting<>(
            "cold.conditional",
            ValueType.yesOrNo(),
            "true",
            "let the server refuse to replace an object; false for servers that do not know If-None-Match");
    static final Setting<Boolean> COLD_CHECKSUMS = new Setting<>(
            "cold.checksums",
            ValueType.yesOrNo(),
            "true",
            "let the server check what it receives; false for servers that do not know the SDK's checksums");

    static final Setting<Integer> COLD_REQUESTS = new Setting<>(
            "cold.requests",
            ValueType.integer(1, 1_024),
            "64",
            "how many requests a log reads the bucket with at once; warm and hot reads have threads of their own");
    static final Setting<Long> CACHE_COLD = new Setting<>(
            "cache.cold",
            ValueType.size(0, MIB * MIB),
            "1GiB",
            "disk that a log may take for blocks of cold files that look-ups have read; 0 for none");

    static final Setting<String> MIGRATION_CRON =
            new Setting<>("migration.cron", CRON, "0 0/10 * * * ?", "when `serve` looks for partitions to move");
    static final Setting<Duration> MIGRATION_GRACE = new Setting<>(
            "migration.grace",
            ValueType.duration(Duration.ZERO),
            "24h",
            "how long a source stays after its events were committed to their next place");
    static final Setting<String> VERIFY_CRON =
            new Setting<>("verify.cron", CRON, "0 30 3 ? * SUN", "when `serve` reads the tiers again and compares");
    static final Setting<String> PROTECTION_MODE = new Setting<>(
            "protection.mode",
            ValueType.oneOf("none", "s3"),
            "none",
            "`s3` ships events to the bucket before they are cold, so that it alone can bring the archive back");
    static final Setting<Duration> PROTECTION_INTERVAL = new Setting<>(
            "protection.interval",
            ValueType.duration(Duration.ofSeconds(1)),
            "10s",
            "how often `serve` ships what is new: what a lost data directory costs at most");
    static final Setting<String> SNAPSHOTS_CRON = new Setting<>(
            "snapshots.cron", CRON, "0 40 * * * ?", "when `serve` takes the snapshots that are due, in bulk");
    static final Setting<FullReplay> SNAPSHOTS_FULL_REPLAY = new Setting<>(
            "snapshots.fullReplay",
            ValueType.oneOf(FullReplay.class),
            "allow",
            "where a snapshot should have spared it and none can be used: `allow` replays from the beginning, `forbid`"
                    + " refuses the state");
    static final Setting<Long> SQL_MEMORY = new Setting<>(
            "sql.memory",
            ValueType.size(64 * MIB, MIB * MIB),
            "1GiB",
            "memory of one query in SQL, beside Java's, kept for a minute at most after it; what does not fit goes to"
                    + " disk where it can");
    static final Setting<Integer> SQL_THREADS = new Setting<>(
            "sql.threads",
            ValueType.integer(0, 256),
            "0",
            "threads of one query in SQL; 0 for as many as there are processors");
    static final Setting<Duration> SQL_TIMEOUT = new Setting<>(
            "sql.timeout",
            ValueType.duration(Duration.ofSeconds(1)),
            "5m",
            "how long a query in SQL may take until its answer is there, and a projection that was sent may fold");
    static final Setting<Long> SQL_TEMPORARY = new Setting<>(
            "sql.temporary",
            ValueType.size(0, MIB * MIB),
            "16GiB",
            "disk of one query in SQL for what does not fit into its memory, its answer included");
    static final Setting<Long> SQL_COLD_CACHE = new Setting<>(
            "sql.coldCache",
            ValueType.size(MIB, MIB * MIB),
            "10GiB",
            "disk of a log for the cold files that queries in SQL read; one query's must fit into it");
    static final Setting<String> SERVE_HOST = new Setting<>(
            "serve.host",
            ValueType.text("an address or a name", text -> HOST.matcher(text).matches()),
            "127.0.0.1",
            "where `serve` listens");
    static final Setting<Integer> SERVE_PORT =
            new Setting<>("serve.port", ValueType.integer(0, 65_535), "7070", "port of `serve`; 0 takes a free one");
    static final Setting<Long> SERVE_MAX_BODY = new Setting<>(
            "serve.maxBody",
            ValueType.size(1_024, 256 * MIB),
            "16MiB",
            "the largest body of a request, but for NDJSON");
    static final Setting<Long> SERVE_MAX_BULK = new Setting<>(
            "serve.maxBulk",
            ValueType.size(1_024, MIB * MIB),
            "16GiB",
            "the largest body of NDJSON, which is stored as it comes");
    static final Setting<Long> SERVE_MAX_HEADERS = new Setting<>(
            "serve.maxHeaders",
            ValueType.size(1_024, MIB),
            "32KiB",
            "the headers of a request, all together, its address included");
    static final Setting<Duration> SERVE_IDLE_TIMEOUT = new Setting<>(
            "serve.idleTimeout",
            ValueType.duration(Duration.ofMillis(100)),
            "30s",
            "how long a connection may stand still before it is closed");
    static final Setting<Long> SERVE_MIN_RATE = new Setting<>(
            "serve.minRate",
            ValueType.size(0, MIB),
            "256B",
            "bytes a second of a request's body below which it is broken off; 0 for none");
    static final Setting<Integer> SERVE_THREADS = new Setting<>(
            "serve.threads", ValueType.integer(8, 10_000), "250", "how many requests are worked on at once");
    static final Setting<Duration> SERVE_STOP_TIMEOUT = new Setting<>(
            "serve.stopTimeout",
            ValueType.duration(Duration.ZERO),
            "15s",
            "how long requests that run may go on when `serve` ends");
    static final Setting<Boolean> ACCESS_REQUIRED = new Setting<>(
            "access.required",
            ValueType.yesOrNo(),
            "false",
            "let in only who has an API key or a token; must be true where others than this machine can reach `serve`");
    static final Setting<String> ACCESS_KEYS = new Setting<>(
            "access.keys",
            ValueType.text("a file", text -> !text.isBlank()),
            null,
            "the file of API keys; absent: `keys` in the data directory");
    static final Setting<String> OIDC_ISSUER = new Setting<>(
            "oidc.issuer",
            ValueType.text("not blank", text -> !text.isBlank()),
            null,
            "whose signed tokens are taken beside API keys; absent: nobody's");
    static final Setting<String> OIDC_AUDIENCE = new Setting<>(
            "oidc.audience",
            ValueType.text("not blank", text -> !text.isBlank()),
            "varve",
            "what the claim `aud` of a token must hold");
    static final Setting<URI> OIDC_JWKS =
            new Setting<>("oidc.jwks", ValueType.httpUri(), null, "where the issuer publishes its keys");
    static final Setting<String> OIDC_ROLES_CLAIM = new Setting<>(
            "oidc.rolesClaim",
            ValueType.text("not blank", text -> !text.isBlank()),
            "varve_roles",
            "the claim with roles such as `reader` or `producer:events`, a list or parted by blanks; others are passed over");
    static final Setting<String> TLS_CERTIFICATE = new Setting<>(
            "tls.certificate",
            ValueType.text("a file", text -> !text.isBlank()),
            null,
            "certificates in PEM, the server's first; with `tls.key`, `serve` speaks HTTPS");
    static final Setting<String> TLS_KEY = new Setting<>(
            "tls.key",
            ValueType.text("a file", text -> !text.isBlank()),
            null,
            "the certificate's key in PEM, PKCS #8 without a password");
    static final Setting<String> TLS_KEYSTORE = new Setting<>(
            "tls.keystore",
            ValueType.text("a file", text -> !text.isBlank()),
            null,
            "key and certificates as PKCS #12 instead");
    static final Setting<String> TLS_PASSWORD = new Setting<>(
            "tls.password",
            ValueType.text("any text", text -> true),
            "",
            "of the keystore; better given as the environment variable than in the file");
    static final Setting<Double> PRICE_HOT =
            new Setting<>("price.hot", ValueType.price(), "0.080", "price of a GiB-month in the hot tier");
    static final Setting<Double> PRICE_WARM =
            new Setting<>("price.warm", ValueType.price(), "0.045", "price of a GiB-month in the warm tier");
    static final Setting<Double> PRICE_COLD =
            new Setting<>("price.cold", ValueType.price(), "0.023", "price of a GiB-month in the cold tier");
    static final Setting<String> LOG_LEVEL = new Setting<>(
            "log.level",
            ValueType.oneOf("error", "warn", "info", "debug", "trace"),
            "warn",
            "what is written to standard error beside the answers");
    static final Setting<String> LOG_FORMAT = new Setting<>(
            "log.format",
            ValueType.oneOf("text", "json"),
            "text",
            "lines for people, or a JSON object a line, with stack traces");

    static final List<Setting<?>> ALL = List.of(
            DURABILITY,
            MAX_DATA_BYTES,
            QUEUE_BYTES,
            DISK_RESERVE,
            IDS_WINDOW,
            COLD_ENDPOINT,
            COLD_REGION,
            COLD_BUCKET,
            COLD_PREFIX,
            COLD_ACCESS_KEY,
            COLD_SECRET_KEY,
            COLD_STORAGE_CLASS,
            COLD_ENCRYPTION,
            COLD_KMS_KEY,
            COLD_CREATE_BUCKET,
            COLD_CONDITIONAL,
            COLD_CHECKSUMS,
            COLD_REQUESTS,
            CACHE_COLD,
            MIGRATION_CRON,
            MIGRATION_GRACE,
            VERIFY_CRON,
            PROTECTION_MODE,
            PROTECTION_INTERVAL,
            SNAPSHOTS_CRON,
            SNAPSHOTS_FULL_REPLAY,
            SQL_MEMORY,
            SQL_THREADS,
            SQL_TIMEOUT,
            SQL_TEMPORARY,
            SQL_COLD_CACHE,
            SERVE_HOST,
            SERVE_PORT,
            SERVE_MAX_BODY,
            SERVE_MAX_BULK,
            SERVE_MAX_HEADERS,
            SERVE_IDLE_TIMEOUT,
            SERVE_MIN_RATE,
            SERVE_THREADS,
            SERVE_STOP_TIMEOUT,
            ACCESS_REQUIRED,
            ACCESS_KEYS,
            OIDC_ISSUER,
            OIDC_AUDIENCE,
            OIDC_JWKS,
            OIDC_ROLES_CLAIM,
            TLS_CERTIFICATE,
            TLS_KEY,
            TLS_KEYSTORE,
            TLS_PASSWORD,
            PRICE_HOT,
            PRICE_WARM,
            PRICE_COLD,
            LOG_LEVEL,
            LOG_FORMAT);

    private Settings() {}

    /** The table of all settings in Markdown, as docs/operations.md shows it. */
    static String markdown() {
        StringBuilder table = new StringBuilder("| key | may be | default | what it does |\n|---|---|---|---|\n");
        for (Setting<?> setting : ALL) {
            String fallback = setting.fallback() == null ? "absent" : "`" + setting.fallback() + "`";
            table.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %s | %s |%n",
                    setting.key(),
                    setting.type().mayBe(),
                    fallback.equals("``") ? "empty" : fallback,
                    setting.says()));
        }
        return table.toString();
    }
}
