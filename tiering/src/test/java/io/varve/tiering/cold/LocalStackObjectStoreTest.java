package io.varve.tiering.cold;

import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** The contract on LocalStack, where Docker runs. */
@Testcontainers(disabledWithoutDocker = true)
class LocalStackObjectStoreTest extends S3ObjectStoreContract {

    @Container
    private static final LocalStackContainer SERVER =
            new LocalStackContainer(DockerImageName.parse("localstack/localstack:4.14.0")).withServices("s3");

    @Override
    S3Config server() {
        return S3Config.at(
                SERVER.getEndpoint(), "cold", new S3Config.Credentials(SERVER.getAccessKey(), SERVER.getSecretKey()));
    }

    @Test
    @Override
    void isDeniedWithTheWrongSecret() {
        cannot("LocalStack's community edition checks no secret");
    }
}
