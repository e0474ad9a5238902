package io.varve.server.cli;

import io.varve.server.archive.Archive;
import io.varve.server.client.ArchiveClient;
import io.varve.server.client.LocalArchive;
import io.varve.server.client.LogClient;
import io.varve.server.config.ConfigReader;
import io.varve.server.config.VarveConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/** What each command begins with: the options before it, its configuration, its archive. */
abstract class Action implements Callable<Integer> {

    @ParentCommand
    private @Nullable VarveCommand parent;

    /** What is done with an archive in a data directory. */
    @FunctionalInterface
    interface LocalWork {
        int run(Archive archive) throws Exception;
    }

    /** What is done with an archive, wherever it lies. */
    @FunctionalInterface
    interface ArchiveWork {
        int run(ArchiveClient archive) throws Exception;
    }

    /** What is done with a log, wherever it lies. */
    @FunctionalInterface
    interface LogWork {
        int run(LogClient log) throws Exception;
    }

    /** The data directory that this command itself was given. */
    abstract @Nullable Path ownDirectory();

    /** Whether this begins an archive where there is none; what only looks at one must not answer for an empty one. */
    boolean beginsArchive() {
        return false;
    }

    final VarveCommand varve() {
        VarveCommand command = parent;
        if (command == null) {
            throw new IllegalStateException("this command stands under no other");
        }
        return command;
    }

    final Console console() {
        return varve().console();
    }

    final PrintStream out() {
        return console().out();
    }

    final boolean isJson() {
        return varve().isJson();
    }

    /**
     * The data directory, of a command that can work on nothing else.
     *
     * @throws UsageException if a server is named
     */
    final Path directory() {
        refuseServer();
        return varve().directory(ownDirectory());
    }

    /** @throws UsageException if a server is named */
    final void refuseServer() {
        if (varve().server(ownDirectory()) != null) {
            throw new UsageException("this works on a data directory, not through a server: give --data DIR, and"
                    + " neither --url nor VARVE_URL");
        }
    }

    final VarveConfig config(Path directory) {
        VarveConfig config =
                ConfigReader.read(directory, varve().config(), console().environment());
        LogOutput.apply(config.logging());
        return config;
    }

    /** Opens the data directory, of a command that can work on nothing else. */
    final int withLocal(LocalWork work) throws Exception {
        try (Archive archive = open(directory())) {
            return work.run(archive);
        }
    }

    private Archive open(Path directory) throws IOException {
        VarveConfig config = config(directory);
        if (!beginsArchive()) {
            Archive.requireIn(config.dataDirectory());
        }
        return Archive.open(config, console().clock());
    }

    final int withArchive(ArchiveWork work) throws Exception {
        try (ArchiveClient archive = archive()) {
            return work.run(archive);
        }
    }

    private ArchiveClient archive() throws IOException {
        ArchiveClient server = varve().server(ownDirectory());
        return server == null ? new LocalArchive(open(varve().directory(ownDirectory()))) : server;
    }

    final int withLog(LogWork work) throws Exception {
        String name = varve().log();
        return withArchive(archive -> work.run(archive.log(name)));
    }
}
