package io.varve.server.cli;

import io.varve.server.archive.Archive;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.VarveServer;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve serve}. */
@Command(
        name = "serve",
        description = "Serve the archive: moves and verifications on schedule, health over HTTP. Ends with Ctrl-C.",
        footerHeading = "%nExamples:%n",
        footer = {"  varve serve", "  varve serve --port 8080", "  curl http://127.0.0.1:7070/health/ready"})
final class ServeCommand extends DirectoryAction {

    private static final int MAX_PORT = 65_535;

    @Option(names = "--host", paramLabel = "H", description = "address to listen on (default: serve.host)")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port to listen on, 0 for a free one (default: serve.port)")
    private @Nullable Integer port;

    @Override
    boolean beginsArchive() {
        return true;
    }

    @Override
    public Integer call() throws Exception {
        checkPort(port);
        return withLocal(archive -> {
            VarveConfig.Serve configured = archive.config().serve();
            return serve(
                    console(),
                    archive,
                    configured.at(
                            Objects.requireNonNullElse(host, configured.host()),
                            Objects.requireNonNullElse(port, configured.port())),
                    () -> {});
        });
    }

    /** Before anything is opened or made for it. */
    static void checkPort(@Nullable Integer port) {
        if (port != null && (port < 0 || port > MAX_PORT)) {
            throw new UsageException("--port " + port + " must be 0 to " + MAX_PORT);
        }
    }

    /**
     * Serves until this thread is interrupted or the process is told to end; then closes the archive.
     *
     * @param cleanUp what is still to be done after that, before the process may end
     */
    static int serve(Console console, Archive archive, VarveConfig.Serve serve, Runnable cleanUp) {
        try (Stop stop = Stop.whenTold(Thread.currentThread()::interrupt)) {
            try (VarveServer server = VarveServer.start(archive, serve)) {
                String scheme = serve.tls() == null ? "http://" : "https://";
                console.out().println("serving on " + scheme + serve.host() + ":" + server.port() + " (Ctrl-C ends)");
                console.out().flush();
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                console.err().println("stopping");
            } finally {
                archive.close();
                cleanUp.run();
            }
        }
        return Failures.DONE;
    }
}
