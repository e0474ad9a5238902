package io.varve.server.config;

import io.varve.ingest.source.kafka.KafkaConfig;
import io.varve.ingest.source.outbox.OutboxColumns;
import io.varve.ingest.source.outbox.OutboxConfig;
import io.varve.ingest.text.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sources of a data directory: one of each file {@code NAME.yaml}. A value written {@code ${NAME}} is that of
 * the environment variable. All problems of all files are found before any is told.
 */
public final class SourceFiles {

    private static final String SUFFIX = ".yaml";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final String name;
    private final Map<String, String> environment;
    private final Map<String, YamlFile.Value> given;
    private final List<String> problems = new ArrayList<>();

    private SourceFiles(String name, YamlFile file, Map<String, String> environment) {
        this.name = name;
        this.environment = environment;
        this.given = file.values();
        problems.addAll(file.problems());
    }

    /**
     * @param directory need not exist
     * @return by name
     * @throws ConfigException if anything in a file cannot work
     */
    public static List<SourceConfig> read(Path directory, Map<String, String> environment) {
        List<SourceConfig> sources = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files(directory)) {
            String fileName = String.valueOf(file.getFileName());
            String name = fileName.endsWith(SUFFIX)
                    ? fileName.substring(0, fileName.length() - SUFFIX.length())
                    : fileName + " ";
            if (!NAME.matcher(name).matches()) {
                problems.add("sources/" + Shown.plain(fileName)
                        + ": must be called NAME.yaml, NAME of at most 63 letters a-z, digits and -");
                continue;
            }
            SourceFiles source = new SourceFiles(name, YamlFile.read(file), environment);
            SourceConfig config = source.config();
            problems.addAll(source.problems);
            if (config != null) {
                sources.add(config);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return sources;
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory + ": " + e.getMessage(), e);
        }
    }

    private @Nullable SourceConfig config() {
        String kind = must(SourceSettings.KIND);
        if (kind == null) {
            return null;
        }
        boolean isKafka = kind.equals("kafka");
        refuseUnknown(isKafka ? SourceSettings.OF_KAFKA : SourceSettings.OF_OUTBOX, isKafka);
        String log = value(SourceSettings.LOG);
        String deadLetters = value(SourceSettings.DEAD_LETTERS);
        if (log.equals(deadLetters)) {
            problems.add(where(SourceSettings.DEAD_LETTERS) + ": deadLetters must be another log than "
                    + Shown.plain(log) + ", which is fed");
        }
        try {
            SourceConfig.What what = isKafka ? kafka() : outbox();
            return what == null || !problems.isEmpty() ? null : new SourceConfig(name, log, deadLetters, what);
        } catch (IllegalArgumentException e) {
            problems.add(name + SUFFIX + ": " + e.getMessage());
            return null;
        }
    }

    private void refuseUnknown(List<Setting<?>> ofTheKind, boolean isKafka) {
        List<String> keys = SourceSettings.keys(ofTheKind);
        given.forEach((key, value) -> {
            if (!keys.contains(key) && !(isKafka && key.startsWith(SourceSettings.CLIENT))) {
                String nearest = Nearest.of(key, keys);
                problems.add(value.where() + ": unknown key " + Shown.plain(key)
                        + (nearest == null ? "" : ", did you mean " + nearest + "?"));
            }
        });
    }

    private SourceConfig.@Nullable What kafka() {
        String topics = must(SourceSettings.TOPICS);
        Map<String, String> client = new HashMap<>();
        given.forEach((key, value) -> {
            if (key.startsWith(SourceSettings.CLIENT)) {
                client.put(key.substring(SourceSettings.CLIENT.length()), text(value));
            }
        });
        if (!client.containsKey("bootstrap.servers")) {
            problems.add(name + SUFFIX + ": client.bootstrap.servers must be given");
        }
        String type = optional(SourceSettings.MAP_TYPE);
        if (!given.containsKey(SourceSettings.MAP_TYPE.key())) {
            given.forEach((key, value) -> {
                if (key.startsWith("map.")) {
                    problems.add(value.where() + ": " + Shown.plain(key) + " has no meaning without map.type");
                }
            });
        }
        KafkaConfig.Mapping mapping = type == null
                ? null
                : new KafkaConfig.Mapping(
                        type,
                        optional(SourceSettings.MAP_TYPE_HEADER),
                        value(SourceSettings.MAP_SOURCE),
                        optional(SourceSettings.MAP_CONTENT_TYPE));
        KafkaConfig.Lost lost = value(SourceSettings.LOST);
        return topics == null
                ? null
                : new SourceConfig.What.Kafka(new KafkaConfig(name, words(topics), client, mapping, lost));
    }

    private SourceConfig.@Nullable What outbox() {
        String url = must(SourceSettings.URL);
        String source = must(SourceSettings.SOURCE);
        String user = optional(SourceSettings.USER);
        String password = optional(SourceSettings.PASSWORD);
        OutboxConfig.Done done = value(SourceSettings.DONE);
        Duration every = value(SourceSettings.EVERY);
        int first = value(SourceSettings.FIRST_VERSION);
        OutboxConfig.Versions versions = value(SourceSettings.VERSIONS).equals("dense")
                ? new OutboxConfig.Versions.Dense(first)
                : new OutboxConfig.Versions.Rising();
        OutboxColumns columns = new OutboxColumns(
                value(SourceSettings.COLUMN_ID),
                value(SourceSettings.COLUMN_SUBJECT),
                value(SourceSettings.COLUMN_VERSION),
                value(SourceSettings.COLUMN_TYPE),
                value(SourceSettings.COLUMN_DATA),
                value(SourceSettings.COLUMN_APPENDED_AT),
                value(SourceSettings.COLUMN_FAILURE),
                value(SourceSettings.COLUMN_TIME),
                value(SourceSettings.COLUMN_SOURCE),
                value(SourceSettings.COLUMN_CONTENT_TYPE),
                words(value(SourceSettings.EXTENSIONS)));
        if (url == null || source == null) {
            return null;
        }
        return new SourceConfig.What.Outbox(new OutboxConfig(
                name, url, user, password, value(SourceSettings.TABLE), columns, source, versions, done, every));
    }

    private static List<String> words(String joined) {
        return Stream.of(joined.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private String where(Setting<?> setting) {
        YamlFile.Value value = given.get(setting.key());
        return value == null ? name + SUFFIX : value.where();
    }

    /** The value, which is a problem if it is absent; null then. */
    private <T> @Nullable T must(Setting<T> setting) {
        T value = optional(setting);
        if (value == null && !given.containsKey(setting.key())) {
            problems.add(name + SUFFIX + ": " + setting.key() + " must be given");
        }
        return value;
    }

    /** The value, or what holds where none, or a wrong one, is given. */
    private <T> T value(Setting<T> setting) {
        return setting.orFallback(optional(setting));
    }

    private <T> @Nullable T optional(Setting<T> setting) {
        YamlFile.Value value = given.get(setting.key());
        if (value == null) {
            return null;
        }
        try {
            return setting.type().parse(text(value));
        } catch (IllegalArgumentException e) {
            String written = setting.key().equals(SourceSettings.PASSWORD.key())
                    ? "given"
                    : "'" + Shown.plain(value.text()) + "'";
            problems.add(value.where() + ": " + setting.key() + " is " + written + ", " + e.getMessage());
            return null;
        }
    }

    private String text(YamlFile.Value value) {
        return VARIABLE.matcher(value.text()).replaceAll(found -> {
            String variable = environment.get(found.group(1));
            if (variable == null) {
                problems.add(value.where() + ": environment variable " + found.group(1) + " is not set");
                return "unset";
            }
            return Matcher.quoteReplacement(variable);
        });
    }
}
