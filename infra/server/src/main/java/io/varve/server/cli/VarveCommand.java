package io.varve.server.cli;

import io.varve.server.archive.Archive;
import io.varve.server.client.remote.RemoteArchive;
import io.varve.server.client.remote.ServerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code varve} itself: what all commands share. */
@Command(
        name = "varve",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        description =
                "A tiered archive for event-sourced systems: every event, for ever, on the storage its age deserves.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed; one line on standard error says why", "2:called wrongly"},
        subcommands = {
            LogsCommand.class,
            DemoCommand.class,
            ImportCommand.class,
            AppendCommand.class,
            ReplayCommand.class,
            StateCommand.class,
            SnapshotsCommand.class,
            SqlCommand.class,
            TiersCommand.class,
            PartitionsCommand.class,
            MigrateCommand.class,
            VerifyCommand.class,
            RestoreCommand.class,
            RecoverCommand.class,
            ServeCommand.class,
            KeysCommand.class,
            VersionCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve demo                                 see it all in a minute",
            "  varve import bank.ndjson.gz --backfill     load history",
            "  varve migrate && varve tiers               move what is due, look at the tiers",
            "  varve replay --subject account-17          one aggregate's events",
            "  varve sql \"SELECT count(*) FROM events\"    any question about all of them",
            "  varve --url http://127.0.0.1:7070 tiers    the same of a server"
        })
final class VarveCommand implements Runnable {

    static final String DATA_VARIABLE = "VARVE_DATA";

    private static final String URL_VARIABLE = "VARVE_URL";
    private static final String KEY_VARIABLE = "VARVE_KEY";

    private static final String DEFAULT_DIRECTORY = "varve-data";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data directory (default: VARVE_DATA, else ./varve-data)")
    private @Nullable Path data;

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "ask the server there, instead of a data directory (default: VARVE_URL)")
    private @Nullable String url;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "holds the API key or token to ask the server with (default: VARVE_KEY)")
    private @Nullable Path keyFile;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            scope = ScopeType.INHERIT,
            description = "how long a server that says nothing is waited for (default: 10m)")
    private @Nullable Duration timeout;

    @Option(
            names = "--log",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "the log to work on (default: " + Archive.DEFAULT_LOG + ")")
    private @Nullable String log;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "answer in JSON, for scripts")
    private boolean json;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "configuration (default: varve.yaml in the data directory)")
    private @Nullable Path config;

    VarveCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        CommandSpec known = spec;
        if (known != null) {
            throw new CommandLine.ParameterException(known.commandLine(), "a command is missing");
        }
    }

    Console console() {
        return console;
    }

    String log() {
        if (log != null && log.isEmpty()) {
            throw new UsageException("--log must name a log");
        }
        return Objects.requireNonNullElse(log, Archive.DEFAULT_LOG);
    }

    /** The log that was named; null if none was. */
    @Nullable
    String namedLog() {
        return log;
    }

    boolean isJson() {
        return json;
    }

    @Nullable
    Path config() {
        return config;
    }

    /**
     * The server to ask; null if a data directory is worked on.
     *
     * @param ofCommand the data directory that the command itself was given
     */
    @Nullable
    RemoteArchive server(@Nullable Path ofCommand) {
        boolean namesDirectory = ofCommand != null || data != null;
        if (url != null && namesDirectory) {
            throw new UsageException("--url names a server and --data a data directory: give one of them");
        }
        String variable = namesDirectory ? null : variable(URL_VARIABLE);
        String named = url == null ? variable : url;
        if (named == null) {
            if (keyFile != null) {
                throw new UsageException("--key-file is for a server: give --url");
            }
            if (timeout != null) {
                throw new UsageException("--timeout is for a server: give --url");
            }
            return null;
        }
        if (url == null && variable(DATA_VARIABLE) != null) {
            throw new UsageException(
                    URL_VARIABLE + " and " + DATA_VARIABLE + " are both set: give --url or --data, or unset one");
        }
        if (config != null) {
            throw new UsageException("--config configures a data directory: a server has its own");
        }
        Duration silence = Objects.requireNonNullElse(timeout, DEFAULT_TIMEOUT);
        if (silence.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new UsageException("--timeout must be 1s or more");
        }
        try {
            return new RemoteArchive(ServerAddress.parse(named), key(), silence, console.patience());
        } catch (IllegalArgumentException e) {
            throw new UsageException((url == null ? URL_VARIABLE : "--url") + " " + e.getMessage());
        }
    }

    private @Nullable String variable(String name) {
        String value = console.environment().get(name);
        return value == null || value.isBlank() ? null : value;
    }

    private @Nullable String key() {
        Path file = keyFile;
        if (file == null) {
            return checkedKey(variable(KEY_VARIABLE), KEY_VARIABLE);
        }
        try {
            return checkedKey(Files.readString(file), "--key-file " + file);
        } catch (IOException e) {
            throw new UsageException("--key-file " + file + " cannot be read");
        }
    }

    private static @Nullable String checkedKey(@Nullable String text, String from) {
        String key = text == null ? null : text.strip();
        if (key != null && (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 0x7F))) {
            throw new UsageException(from + " must hold one key and nothing else");
        }
        return key;
    }

    /** The data directory that was named, by the command, before it, or in the environment. */
    @Nullable
    Path namedDirectory(@Nullable Path ofCommand) {
        String variable = variable(DATA_VARIABLE);
        if (ofCommand != null) {
            return ofCommand;
        }
        return data == null && variable != null ? Path.of(variable) : data;
    }

    /** The data directory to work on, where no server is named. */
    Path directory(@Nullable Path ofCommand) {
        Path named = namedDirectory(ofCommand);
        return named == null ? Path.of(DEFAULT_DIRECTORY) : named;
    }
}
