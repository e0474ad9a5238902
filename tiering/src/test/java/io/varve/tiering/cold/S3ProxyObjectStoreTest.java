package io.varve.tiering.cold;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on S3Proxy, the server that runs when none is configured. */
class S3ProxyObjectStoreTest extends S3ObjectStoreContract {

    @TempDir
    static Path buckets;

    private static S3ProxyFixture server;

    @BeforeAll
    static void start() {
        server = S3ProxyFixture.start(buckets);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    S3Config server() {
        return server.config();
    }
}
