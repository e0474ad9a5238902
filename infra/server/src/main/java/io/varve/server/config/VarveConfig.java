package io.varve.server.config;

import io.varve.ingest.append.Durability;
import io.varve.query.state.FullReplay;
import io.varve.tiering.cold.S3Config;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one data directory is run. Immutable and complete: a value of this type can work.
 *
 * @param dataDirectory where everything of the archive lies; absolute
 * @param append how events are taken
 * @param idsWindow how long the id of an event is remembered at least, beyond the time in which the event is hot
 * @param cold the bucket of the cold tier; absent: one in the data directory, served by this process
 * @param storageClass the storage class of the bucket, for what is shown and priced
 * @param coldReads how the cold tier is read
 * @param migration when events move to the next tier
 * @param verifyCron when the tiers are read again and compared; a Quartz cron expression, UTC
 * @param protection whether events go to the bucket before they are cold
 * @param snapshots when snapshots are taken, and what is done without them
 * @param sql what a query in SQL may use
 * @param serve where the server listens, and what it bears
 * @param prices what a tier costs
 * @param logging what is written to standard error beside the answers
 */
public record VarveConfig(
        Path dataDirectory,
        Append append,
        Duration idsWindow,
        @Nullable S3Config cold,
        String storageClass,
        ColdReads coldReads,
        Migration migration,
        String verifyCron,
        Protection protection,
        Snapshots snapshots,
        Sql sql,
        Serve serve,
        Prices prices,
        Logging logging) {

    /**
     * How events are taken.
     *
     * @param durability what an acknowledged append survives
     * @param maxDataBytes the most bytes of data in one event
     * @param queueBytes the most bytes of requests that wait for the writer
     * @param diskReserveBytes free disk below which appends are refused, so that moves can go on
     */
    public record Append(Durability durability, int maxDataBytes, int queueBytes, long diskReserveBytes) {}

    /**
     * What is logged.
     *
     * @param level error, warn, info, debug or trace
     * @param isJson whether each line is a JSON object
     */
    public record Logging(String level, boolean isJson) {}

    /**
     * How the cold tier is read.
     *
     * @param requests how many at once for each log
     * @param cacheBytes what the cache of cold blocks may take on disk for each log; 0 for no cache
     */
    public record ColdReads(int requests, long cacheBytes) {}

    /**
     * When events move.
     *
     * @param cron a Quartz cron expression, UTC
     * @param grace how long a source stays after its events were committed to their next place
     */
    public record Migration(String cron, Duration grace) {}

    /**
     * Whether events go to the bucket before they are cold.
     *
     * @param isOn they do
     * @param interval how long an event waits at most before it is shipped, while the archive is served
     */
    public record Protection(boolean isOn, Duration interval) {

        /** Nothing goes to the bucket before it is cold. */
        public static Protection none() {
            return new Protection(false, Duration.ofSeconds(10));
        }
    }

    /**
     * When snapshots are taken, and what is done without them.
     *
     * @param cron when those that are due are taken in bulk; a Quartz cron expression, UTC
     * @param fullReplay whether a state may be replayed from the beginning where a snapshot should have spared that
     */
    public record Snapshots(String cron, FullReplay fullReplay) {}

    /**
     * What a query in SQL may use.
     *
     * @param memoryBytes memory beside the heap
     * @param threads threads; 0 for as many as there are processors
     * @param timeout how long it may take until its answer is there
     * @param temporaryBytes disk for what does not fit into its memory
     * @param coldCacheBytes disk of one log for cold files, shared by all its queries
     */
    public record Sql(long memoryBytes, int threads, Duration timeout, long temporaryBytes, long coldCacheBytes) {}

    /**
     * Where the server listens, and what it bears.
     *
     * @param host an address or a name
     * @param port 0 takes a free one
     * @param limits what a request may cost
     * @param stopTimeout how long requests that run may go on when the server stops
     * @param access who is let in
     * @param tls what connections are secured with; null for none
     */
    public record Serve(
            String host,
            int port,
            Limits limits,
            Duration stopTimeout,
            Access access,
            @Nullable Tls tls) {

        /** The same, elsewhere. */
        public Serve at(String otherHost, int otherPort) {
            return new Serve(otherHost, otherPort, limits, stopTimeout, access, tls);
        }
    }

    /**
     * What a request may cost.
     *
     * @param maxBodyBytes the largest body that is held in memory
     * @param maxBulkBytes the largest body that is taken line by line
     * @param maxHeaderBytes all headers of a request together
     * @param idleTimeout how long a connection may stand still
     * @param minBytesPerSecond slower bodies are broken off; 0 for none
     * @param threads how many requests are worked on at once
     */
    public record Limits(
            long maxBodyBytes,
            long maxBulkBytes,
            int maxHeaderBytes,
            Duration idleTimeout,
            long minBytesPerSecond,
            int threads) {}

    /**
     * Who is let in.
     *
     * @param required false lets in everybody who reaches the server
     * @param keys the file of API keys, which need not exist
     * @param oidc whose tokens are taken beside API keys; null for none
     */
    public record Access(
            boolean required, Path keys, @Nullable Oidc oidc) {}

    /**
     * Whose tokens are taken.
     *
     * @param issuer as their claim {@code iss} names it
     * @param audience what their claim {@code aud} must hold
     * @param jwks where the issuer publishes its keys
     * @param rolesClaim the claim that holds roles
     */
    public record Oidc(String issuer, String audience, URI jwks, String rolesClaim) {}

    /**
     * What connections are secured with: a certificate and its key, or a keystore that holds both.
     *
     * @param certificate a chain in PEM; null if there is a keystore
     * @param key its PKCS #8 key in PEM; null if there is a keystore
     * @param keystore PKCS #12; null if there is a certificate
     * @param password of the keystore; empty for none
     */
    public record Tls(
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable Path keystore,
            String password) {

        @Override
        public String toString() {
            return "Tls[" + (keystore == null ? certificate : keystore) + "]";
        }
    }

    /** Prices of storage in one currency per GiB-month, to show each tier's share of the cost. */
    public record Prices(double hot, double warm, double cold) {}
}
