package io.varve.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that takes the data directory also behind its name. */
abstract class DirectoryAction extends Action {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data directory (default: VARVE_DATA, else ./varve-data)")
    private @Nullable Path data;

    @Override
    final @Nullable Path ownDirectory() {
        return data;
    }
}
