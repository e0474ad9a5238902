package io.varve.server.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs commands in this process on a data directory of its own, at a time that stands still until it is moved. */
public final class CommandLineHarness {

    /** What a command answered. */
    public record Answer(int exitCode, String out, String err) {

        public List<String> lines() {
            return out.lines().toList();
        }

        public List<String> errLines() {
            return err.lines().toList();
        }

        /** The scalars of the JSON answer under paths such as {@code tiers[0].events}; null as "null". */
        public Map<String, String> json() {
            return flatten(out);
        }
    }

    public final Path directory;
    public final Map<String, String> environment = new HashMap<>();
    /** How long commands waited for a server, and why; they did not wait in truth. */
    public final List<String> waits = new ArrayList<>();

    private Instant now;

    public CommandLineHarness(Path directory, String now) {
        this.directory = directory;
        this.now = Instant.parse(now);
    }

    public Instant now() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    /** Runs a command on the data directory. */
    public Answer run(String... args) {
        return runBare(onDirectory(args));
    }

    /** Runs a command on the data directory; what it prints goes to the stream, not into the answer. */
    public Answer runInto(OutputStream out, String... args) {
        return runBareInto(out, onDirectory(args));
    }

    /** Runs a command with these arguments alone; what it prints goes to the stream. */
    public Answer runBareInto(OutputStream out, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = run(out, err, args);
        return new Answer(exitCode, "", err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command with these arguments alone. */
    public Answer runBare(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = run(out, err, args);
        return new Answer(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private int run(OutputStream out, OutputStream err, String... args) {
        Console console = new Console(
                new Output(out), print(err), false, environment, () -> now, (time, why) -> waits.add(time + " " + why));
        return new CommandLineRunner(console).run(args);
    }

    private String[] onDirectory(String... args) {
        List<String> all = new ArrayList<>(List.of("--data", directory.toString()));
        all.addAll(List.of(args));
        return all.toArray(new String[0]);
    }

    public Path file(String name, String... lines) {
        try {
            Path file = directory.resolveSibling(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void configure(String yaml) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("varve.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One CloudEvent as a line. */
    public static String event(String id, String subject, String time, int amount) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/test\",\"subject\":\"" + subject
                + "\",\"type\":\"Deposited\",\"time\":\"" + time + "\",\"data\":{\"amount\":" + amount + "}}";
    }

    private static PrintStream print(OutputStream target) {
        return new PrintStream(target, false, StandardCharsets.UTF_8);
    }

    /** The scalars of a JSON text under their paths. */
    public static Map<String, String> flatten(String text) {
        Map<String, String> values = new TreeMap<>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            value("", parser, values);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + text, e);
        }
        return values;
    }

    private static void value(String path, JsonParser parser, Map<String, String> values) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                value(path.isEmpty() ? name : path + "." + name, parser, values);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            int i = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                value(path + "[" + i++ + "]", parser, values);
            }
            values.put(path + ".size", Integer.toString(i));
        } else {
            values.put(path, parser.getText());
        }
    }
}
