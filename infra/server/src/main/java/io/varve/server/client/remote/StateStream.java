package io.varve.server.client.remote;

import io.varve.ingest.event.AggregateId;
import io.varve.query.state.all.AggregateState;
import io.varve.server.report.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Hands the states of one answer on as they come. One that is cut off says how far it came. */
final class StateStream {

    private StateStream() {}

    /** @param progress is told of how many events the states are that came so far */
    static void read(HttpResponse<InputStream> answer, Consumer<AggregateState> states, LongConsumer progress) {
        long given = 0;
        long events = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    continue; // it keeps the connection alive
                }
                AggregateState state = state(line);
                states.accept(state);
                given++;
                events += state.version() + 1;
                progress.accept(events);
            }
        } catch (IOException e) {
            throw new ServerException(
                    "the server's answer was cut off" + Exchange.said(e) + "; " + Words.plural(given, "state")
                            + " came before",
                    e);
        }
    }

    private static AggregateState state(String line) throws IOException {
        JsonValue json;
        try {
            json = JsonValue.parse(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException("it ends inside of a line", e);
        }
        return new AggregateState(
                json.parsed("subject", AggregateId::new),
                json.number("version"),
                json.number("position"),
                json.raw("state"));
    }
}
