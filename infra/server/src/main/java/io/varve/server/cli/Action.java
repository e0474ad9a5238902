package io.varve.server.cli;

import io.varve.server.archive.Archive;
import io.varve.server.archive.ArchiveLog;
import io.varve.server.config.ConfigReader;
import io.varve.server.config.VarveConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/** What each command begins with: the options before it, its configuration, its archive. */
abstract class Action implements Callable<Integer> {

    @ParentCommand
    private @Nullable VarveCommand parent;

    /** What is done with an open archive. */
    @FunctionalInterface
    interface ArchiveWork {
        int run(Archive archive) throws Exception;
    }

    /** What is done with an open log. */
    @FunctionalInterface
    interface LogWork {
        int run(ArchiveLog log) throws Exception;
    }

    /** The data directory that this command itself was given. */
    abstract @Nullable Path ownDirectory();

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

    final Path directory() {
        return varve().directory(ownDirectory());
    }

    final VarveConfig config(Path directory) {
        VarveConfig config =
                ConfigReader.read(directory, varve().config(), console().environment());
        LogLevels.apply(config.logLevel());
        return config;
    }

    final int withArchive(ArchiveWork work) throws Exception {
        try (Archive archive = Archive.open(config(directory()), console().clock())) {
            return work.run(archive);
        }
    }

    final int withLog(LogWork work) throws Exception {
        return withArchive(archive -> work.run(archive.log(varve().log())));
    }
}
