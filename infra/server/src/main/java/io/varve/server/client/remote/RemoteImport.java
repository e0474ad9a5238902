package io.varve.server.client.remote;

import io.varve.ingest.append.BackfillProgress;
import io.varve.ingest.event.Event;
import io.varve.ingest.event.Hash128;
import io.varve.ingest.source.ImportTarget;
import io.varve.server.client.remote.ServerAddress.Parameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets an import feed a log of a server. */
final class RemoteImport implements ImportTarget {

    private final Exchange server;
    private final String log;
    private final BulkSender sender;

    RemoteImport(Exchange server, String log, BulkSender sender) {
        this.server = server;
        this.log = log;
        this.sender = sender;
    }

    @Override
    public Taken append(List<Event> events) {
        return sender.send(events, (first, isLast) -> ServerAddress.path("v1", "logs", log, "events"));
    }

    /** Holds nothing between two requests: a load that has begun stands unfinished, and so keeps others out. */
    @Override
    public Backfill backfill(String source) {
        return new Load(source);
    }

    private final class Load implements Backfill {

        private final String source;
        private boolean isEnded;

        private final @Nullable JsonValue known;

        Load(String source) {
            this.source = source;
            JsonValue load = server.get(parameters().behind(path()));
            refuseBesideOther(load.objectOrNull("unfinished"));
            this.known = load.objectOrNull("progress");
        }

        /** In the words of the log itself, before anything is read or sent. */
        private void refuseBesideOther(@Nullable JsonValue load) {
            if (load != null && !load.text("source").equals(source)) {
                throw new ServerException(RemoteEvents.unfinished(load).toString());
            }
        }

        private Parameters parameters() {
            return new Parameters().with("source", source);
        }

        private String path() {
            return ServerAddress.path("v1", "logs", log, "load");
        }

        @Override
        public byte @Nullable [] progress() {
            return known == null
                    ? null
                    : new BackfillProgress(
                                    known.text("fingerprint"),
                                    known.number("rows"),
                                    known.parsed("lastRow", Hash128::parse),
                                    known.flag("ended"))
                            .encode();
        }

        @Override
        public Taken append(List<Event> events, byte[] progress) {
            BackfillProgress reached = BackfillProgress.decode(progress);
            long before = reached.rows() - events.size();
            Taken taken = sender.send(
                    events,
                    (first, isLast) -> parameters()
                            .with("fingerprint", reached.fingerprint())
                            .with("from", before + first)
                            .with("more", !(isLast && reached.ended()))
                            .behind(path()));
            isEnded = reached.ended();
            return taken;
        }

        @Override
        public void complete() {
            if (!isEnded) {
                sender.send(List.of(), (first, isLast) -> parameters().behind(path()));
            }
        }

        @Override
        public void close() {
            // nothing is open between two requests
        }
    }
}
