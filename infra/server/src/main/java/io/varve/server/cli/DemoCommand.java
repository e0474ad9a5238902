package io.varve.server.cli;

import io.varve.server.archive.Archive;
import io.varve.server.config.ConfigReader;
import io.varve.server.config.VarveConfig;
import io.varve.server.demo.Demonstration;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve demo}. */
@Command(
        name = "demo",
        description = "See it all in a minute: years of bank accounts appended, moved through the tiers, replayed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  varve demo                                 in a throwaway directory, then serves it",
            "  varve demo --no-serve --data bank-demo     in a new directory that stays"
        })
final class DemoCommand extends DirectoryAction {

    private static final int MAX_YEARS = 20;

    @Option(names = "--years", paramLabel = "N", description = "years of history, 1 to 20 (default: 2)")
    private int years = 2;

    @Option(names = "--no-serve", description = "end when all is shown")
    private boolean noServe;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port to serve on, 0 for a free one (default: serve.port)")
    private @Nullable Integer port;

    @Override
    public Integer call() throws Exception {
        if (years < 1 || years > MAX_YEARS) {
            throw new UsageException("--years " + years + " must be 1 to " + MAX_YEARS);
        }
        ServeCommand.checkPort(port);
        refuseServer();
        Path named = varve().namedDirectory(ownDirectory());
        if (named != null) {
            refuseUnlessNew(named);
            return run(named, () -> {});
        }
        Path throwaway = Files.createTempDirectory("varve-demo-");
        try {
            return run(throwaway, () -> delete(throwaway));
        } finally {
            delete(throwaway);
        }
    }

    private int run(Path directory, Runnable cleanUp) throws IOException {
        // What the environment says of a real bucket is not for play.
        VarveConfig config = ConfigReader.read(directory, varve().config(), Map.of());
        LogOutput.apply(config.logging());
        try (Archive archive = Archive.open(config, console().clock(), PartitionUnit.MONTH)) {
            out().println("data directory: " + config.dataDirectory());
            new Demonstration(archive.log(Archive.DEFAULT_LOG), console().clock(), out(), years).run(config.prices());
            out().println();
            if (noServe) {
                return Failures.DONE;
            }
            VarveConfig.Serve serve = config.serve()
                    .at(
                            config.serve().host(),
                            Objects.requireNonNullElse(port, config.serve().port()));
            return ServeCommand.serve(console(), archive, serve, cleanUp);
        }
    }

    private static void refuseUnlessNew(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw new UsageException("demo needs a new data directory, but " + directory + " is not empty");
            }
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory + ": " + e.getMessage(), e);
        }
    }
}
