package io.varve.server.config;

import io.varve.ingest.text.Nearest;
import io.varve.server.access.ApiKeys;
import io.varve.tiering.cold.S3Config;
import io.varve.tiering.cold.S3Writing;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link VarveConfig} of a YAML file and environment variables, which go before the file. All problems are
 * found before any is told.
 */
public final class ConfigReader {

    /** Name of the file that is read if it lies in the data directory. */
    public static final String FILE_NAME = "varve.yaml";

    /** Beside those that a log reads with. */
    private static final int OTHER_CONNECTIONS = 32;

    private final Map<String, YamlFile.Value> given = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private ConfigReader() {}

    /**
     * Reads the configuration of a data directory.
     *
     * @param file the file to read; absent: varve.yaml in the data directory, if it is there
     * @param environment variables such as {@code VARVE_COLD_BUCKET}
     * @throws ConfigException if anything in it cannot work; it holds every problem
     */
    public static VarveConfig read(Path dataDirectory, @Nullable Path file, Map<String, String> environment) {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        ConfigReader reader = new ConfigReader();
        Path inDirectory = directory.resolve(FILE_NAME);
        if (file != null) {
            reader.takeFile(file);
        } else if (Files.exists(inDirectory)) {
            reader.takeFile(inDirectory);
        }
        reader.takeEnvironment(environment);
        return reader.build(directory);
    }

    private void takeFile(Path file) {
        YamlFile yaml = YamlFile.read(file);
        problems.addAll(yaml.problems());
        List<String> keys = Settings.ALL.stream().map(Setting::key).toList();
        yaml.values().forEach((key, value) -> {
            if (keys.contains(key)) {
                given.put(key, value);
            } else {
                problems.add(value.where() + ": unknown key " + Shown.plain(key) + suggestion(key, keys));
            }
        });
    }

    private void takeEnvironment(Map<String, String> environment) {
        Map<String, Setting<?>> byVariable =
                Settings.ALL.stream().collect(Collectors.toMap(Setting::variable, setting -> setting));
        new TreeMap<>(environment).forEach((name, text) -> {
            Setting<?> setting = byVariable.get(name);
            if (setting != null) {
                given.put(setting.key(), new YamlFile.Value(text, "environment variable " + name));
            } else if (Settings.ALL.stream().anyMatch(known -> name.startsWith(known.sectionPrefix()))) {
                problems.add("environment variable " + Shown.plain(name) + ": is unknown"
                        + suggestion(name, List.copyOf(byVariable.keySet())));
            }
        });
    }

    private static String suggestion(String written, List<String> known) {
        String nearest = Nearest.of(written, known);
        return nearest == null ? "" : ", did you mean " + nearest + "?";
    }

    private VarveConfig build(Path directory) {
        var append = new VarveConfig.Append(
                required(Settings.DURABILITY),
                (int) (long) required(Settings.MAX_DATA_BYTES),
                (int) (long) required(Settings.QUEUE_BYTES),
                required(Settings.DISK_RESERVE));
        S3Config cold = cold();
        VarveConfig config = new VarveConfig(
                directory,
                append,
                required(Settings.IDS_WINDOW),
                cold,
                required(Settings.COLD_STORAGE_CLASS),
                new VarveConfig.ColdReads(required(Settings.COLD_REQUESTS), required(Settings.CACHE_COLD)),
                new VarveConfig.Migration(required(Settings.MIGRATION_CRON), required(Settings.MIGRATION_GRACE)),
                required(Settings.VERIFY_CRON),
                protection(),
                new VarveConfig.Snapshots(required(Settings.SNAPSHOTS_CRON), required(Settings.SNAPSHOTS_FULL_REPLAY)),
                new VarveConfig.Sql(
                        required(Settings.SQL_MEMORY),
                        required(Settings.SQL_THREADS),
                        required(Settings.SQL_TIMEOUT),
                        required(Settings.SQL_TEMPORARY),
                        required(Settings.SQL_COLD_CACHE)),
                serve(directory),
                new VarveConfig.Prices(
                        required(Settings.PRICE_HOT), required(Settings.PRICE_WARM), required(Settings.PRICE_COLD)),
                new VarveConfig.Logging(
                        required(Settings.LOG_LEVEL),
                        required(Settings.LOG_FORMAT).equals("json")));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return config;
    }

    private VarveConfig.Serve serve(Path directory) {
        VarveConfig.Limits limits = new VarveConfig.Limits(
                required(Settings.SERVE_MAX_BODY),
                required(Settings.SERVE_MAX_BULK),
                (int) (long) required(Settings.SERVE_MAX_HEADERS),
                required(Settings.SERVE_IDLE_TIMEOUT),
                required(Settings.SERVE_MIN_RATE),
                required(Settings.SERVE_THREADS));
        String keys = optional(Settings.ACCESS_KEYS);
        return new VarveConfig.Serve(
                required(Settings.SERVE_HOST),
                required(Settings.SERVE_PORT),
                limits,
                required(Settings.SERVE_STOP_TIMEOUT),
                new VarveConfig.Access(
                        required(Settings.ACCESS_REQUIRED),
                        keys == null ? directory.resolve(ApiKeys.FILE_NAME) : Path.of(keys),
                        oidc()),
                tls());
    }

    private VarveConfig.@Nullable Oidc oidc() {
        together(Settings.OIDC_ISSUER, Settings.OIDC_JWKS);
        together(Settings.OIDC_JWKS, Settings.OIDC_ISSUER);
        String issuer = optional(Settings.OIDC_ISSUER);
        URI jwks = optional(Settings.OIDC_JWKS);
        String audience = required(Settings.OIDC_AUDIENCE);
        String rolesClaim = required(Settings.OIDC_ROLES_CLAIM);
        return issuer == null || jwks == null ? null : new VarveConfig.Oidc(issuer, audience, jwks, rolesClaim);
    }

    private VarveConfig.@Nullable Tls tls() {
        together(Settings.TLS_CERTIFICATE, Settings.TLS_KEY);
        together(Settings.TLS_KEY, Settings.TLS_CERTIFICATE);
        String certificate = optional(Settings.TLS_CERTIFICATE);
        String key = optional(Settings.TLS_KEY);
        String keystore = optional(Settings.TLS_KEYSTORE);
        String password = required(Settings.TLS_PASSWORD);
        if (keystore != null && certificate != null) {
            problems.add(
                    where(Settings.TLS_KEYSTORE) + ": tls.keystore and tls.certificate are both given, one is enough");
        }
        if (keystore != null) {
            return new VarveConfig.Tls(null, null, Path.of(keystore), password);
        }
        return certificate == null || key == null
                ? null
                : new VarveConfig.Tls(Path.of(certificate), Path.of(key), null, password);
    }

    private VarveConfig.Protection protection() {
        boolean isOn = required(Settings.PROTECTION_MODE).equals("s3");
        if (isOn && !given.containsKey(Settings.COLD_BUCKET.key())) {
            problems.add(where(Settings.PROTECTION_MODE)
                    + ": protection.mode is s3, then cold.bucket must be given too: a bucket in the data directory is"
                    + " lost together with it");
        }
        return new VarveConfig.Protection(isOn, required(Settings.PROTECTION_INTERVAL));
    }

    private @Nullable S3Config cold() {
        String bucket = optional(Settings.COLD_BUCKET);
        URI endpoint = optional(Settings.COLD_ENDPOINT);
        String accessKey = optional(Settings.COLD_ACCESS_KEY);
        String secretKey = optional(Settings.COLD_SECRET_KEY);
        String encryption = optional(Settings.COLD_ENCRYPTION);
        String kmsKey = optional(Settings.COLD_KMS_KEY);
        together(Settings.COLD_ACCESS_KEY, Settings.COLD_SECRET_KEY);
        together(Settings.COLD_SECRET_KEY, Settings.COLD_ACCESS_KEY);
        List.of(
                        Settings.COLD_ENDPOINT,
                        Settings.COLD_REGION,
                        Settings.COLD_PREFIX,
                        Settings.COLD_ACCESS_KEY,
                        Settings.COLD_STORAGE_CLASS,
                        Settings.COLD_ENCRYPTION,
                        Settings.COLD_CREATE_BUCKET)
                .forEach(setting -> together(setting, Settings.COLD_BUCKET));
        if (kmsKey != null && (encryption == null || !encryption.startsWith("aws:kms"))) {
            problems.add(where(Settings.COLD_KMS_KEY) + ": cold.kmsKey needs cold.encryption aws:kms or aws:kms:dsse");
        }
        String region = required(Settings.COLD_REGION);
        String prefix = required(Settings.COLD_PREFIX);
        S3Writing writing = S3Writing.DEFAULT
                .withStorageClass(required(Settings.COLD_STORAGE_CLASS))
                .withConditional(required(Settings.COLD_CONDITIONAL))
                .withChecksums(required(Settings.COLD_CHECKSUMS));
        boolean createBucket = required(Settings.COLD_CREATE_BUCKET);
        if (bucket == null || !problems.isEmpty()) {
            return null;
        }
        try {
            S3Config.Credentials credentials =
                    accessKey == null || secretKey == null ? null : new S3Config.Credentials(accessKey, secretKey);
            return new S3Config(
                    endpoint,
                    region,
                    bucket,
                    prefix,
                    credentials,
                    createBucket,
                    writing.withEncryption(encryption, kmsKey),
                    S3Config.Limits.DEFAULT.withConnections(required(Settings.COLD_REQUESTS) + OTHER_CONNECTIONS));
        } catch (IllegalArgumentException e) {
            problems.add(where(Settings.COLD_BUCKET) + ": " + e.getMessage());
            return null;
        }
    }

    /** One key says nothing without another. */
    private void together(Setting<?> one, Setting<?> other) {
        if (given.containsKey(one.key()) && !given.containsKey(other.key())) {
            problems.add(where(one) + ": " + one.key() + " is given, then " + other.key() + " must be given too");
        }
    }

    private String where(Setting<?> setting) {
        YamlFile.Value value = given.get(setting.key());
        return value == null ? setting.key() : value.where();
    }

    private <T> T required(Setting<T> setting) {
        return setting.orFallback(optional(setting));
    }

    private <T> @Nullable T optional(Setting<T> setting) {
        YamlFile.Value value = given.get(setting.key());
        if (value == null) {
            return null;
        }
        try {
            return setting.type().parse(value.text());
        } catch (IllegalArgumentException e) {
            boolean secret = setting.key().equals(Settings.COLD_SECRET_KEY.key())
                    || setting.key().equals(Settings.TLS_PASSWORD.key());
            String problem = value.where() + ": " + setting.key() + " is "
                    + (secret ? "given" : "'" + Shown.plain(value.text()) + "'") + ", " + e.getMessage();
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
            return null;
        }
    }
}
