package io.varve.server.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A bucket that no data directory holds, so that it outlives them, on a server of its own. */
public final class OutsideBucket implements AutoCloseable {

    /** What it is called. */
    public static final String NAME = EmbeddedS3.BUCKET;

    private final EmbeddedS3 server;

    private OutsideBucket(EmbeddedS3 server) {
        this.server = server;
    }

    public static OutsideBucket start(Path directory) throws IOException {
        return new OutsideBucket(EmbeddedS3.start(directory));
    }

    /** The variables with which a configuration names it. */
    public Map<String, String> environment() {
        return Map.of(
                "VARVE_COLD_ENDPOINT",
                server.uri().toString(),
                "VARVE_COLD_BUCKET",
                EmbeddedS3.BUCKET,
                "VARVE_COLD_ACCESS_KEY",
                server.accessKey(),
                "VARVE_COLD_SECRET_KEY",
                server.secretKey(),
                "VARVE_COLD_CREATE_BUCKET",
                "true");
    }

    /** The same, of an archive that ships what is new. */
    public Map<String, String> protectedEnvironment() {
        Map<String, String> all = new HashMap<>(environment());
        all.put("VARVE_PROTECTION_MODE", "s3");
        return all;
    }

    /** The same, of a server that does so at this interval. */
    public Map<String, String> protectedEnvironment(String interval) {
        Map<String, String> all = new HashMap<>(protectedEnvironment());
        all.put("VARVE_PROTECTION_INTERVAL", interval);
        return all;
    }

    @Override
    public void close() {
        server.close();
    }
}
