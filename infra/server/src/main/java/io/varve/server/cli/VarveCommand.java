package io.varve.server.cli;

import io.varve.server.archive.Archive;
import java.nio.file.Path;
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
            KeysCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve demo                                 see it all in a minute",
            "  varve import bank.ndjson.gz --backfill     load history",
            "  varve migrate && varve tiers               move what is due, look at the tiers",
            "  varve replay --subject account-17          one aggregate's events",
            "  varve sql \"SELECT count(*) FROM events\"    any question about all of them"
        })
final class VarveCommand implements Runnable {

    static final String DATA_VARIABLE = "VARVE_DATA";

    private static final String DEFAULT_DIRECTORY = "varve-data";

    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data directory (default: VARVE_DATA, else ./varve-data)")
    private @Nullable Path data;

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

    /** The data directory that was named, by the command, before it, or in the environment. */
    @Nullable
    Path namedDirectory(@Nullable Path ofCommand) {
        String variable = console.environment().get(DATA_VARIABLE);
        if (ofCommand != null) {
            return ofCommand;
        }
        return data == null && variable != null && !variable.isBlank() ? Path.of(variable) : data;
    }

    /** The data directory to work on. */
    Path directory(@Nullable Path ofCommand) {
        Path named = namedDirectory(ofCommand);
        return named == null ? Path.of(DEFAULT_DIRECTORY) : named;
    }
}
