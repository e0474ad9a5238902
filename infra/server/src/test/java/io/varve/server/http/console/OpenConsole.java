package io.varve.server.http.console;

import io.varve.server.http.ServerHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** A server that knows one projection, and a browser on its console. */
final class OpenConsole implements AutoCloseable {

    private final Browser browser;
    private final ServerHarness server;
    private int visits;

    /** @param projection its name, and that of its file */
    OpenConsole(Path directory, String projection, String yaml, InstantSource clock) throws IOException {
        Path data = directory.resolve("data");
        Files.createDirectories(data.resolve("projections"));
        Files.writeString(data.resolve("projections").resolve(projection + ".yaml"), yaml);
        browser = new Browser(directory.resolve("profile"));
        try {
            server = new ServerHarness(data, clock, Map.of());
        } catch (RuntimeException | Error e) {
            browser.close();
            throw e;
        }
    }

    Browser browser() {
        return browser;
    }

    ServerHarness server() {
        return server;
    }

    /** Opens a page anew, and waits until it is shown: before that it knows of no log that could be asked. */
    void visit(String page) {
        browser.open(server.uri("/?again=" + ++visits + "#" + page));
        browser.until("the server is ready", () -> browser.text("#health").equals("ready"));
        String section = "#" + page.split("\\?", 2)[0];
        browser.until("the page is shown", () -> browser.one(section).isDisplayed());
    }

    @Override
    public void close() {
        browser.close();
        server.close();
    }
}
