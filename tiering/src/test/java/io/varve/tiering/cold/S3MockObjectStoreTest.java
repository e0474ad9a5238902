package io.varve.tiering.cold;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on Adobe's S3Mock. */
class S3MockObjectStoreTest extends S3ObjectStoreContract {

    @TempDir
    static Path buckets;

    private static S3MockFixture server;

    @BeforeAll
    static void start() {
        server = S3MockFixture.start(buckets);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    S3Config server() {
        return server.config();
    }

    @Test
    @Override
    void isDeniedWithTheWrongSecret() {
        cannot("S3Mock checks no secret");
    }

    @Test
    @Override
    void letsOneOfManyWritersCreate() {
        cannot("S3Mock checks If-None-Match before it locks the object: several writers at once may all be told yes");
    }
}
