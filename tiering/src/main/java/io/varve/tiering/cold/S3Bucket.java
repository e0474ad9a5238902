package io.varve.tiering.cold;

import java.io.IOException;
import java.net.URI;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** Whether the bucket itself is there. Thread-safe. */
final class S3Bucket {

    private final S3Client client;
    private final S3Config config;
    private volatile boolean seen;

    S3Bucket(S3Client client, S3Config config) {
        this.client = client;
        this.config = config;
    }

    /** Creates the bucket if it is absent, where that is configured; after the first time it does nothing. */
    void ensure() throws IOException {
        if (seen || !config.createBucket()) {
            return;
        }
        try {
            look();
        } catch (SdkException e) {
            if (!S3Errors.isNoBucket(e)) {
                throw S3Errors.translate("look at", config.root(), e);
            }
            create();
        }
        seen = true;
    }

    /** Fails, naming what was tried, if the bucket is absent or cannot be looked at. */
    void require(String doing, URI what) throws IOException {
        try {
            look();
        } catch (SdkException e) {
            throw S3Errors.translateBucket(doing, what, e);
        }
    }

    private void look() {
        client.headBucket(request -> request.bucket(config.bucket()));
    }

    private void create() throws IOException {
        try {
            client.createBucket(request -> request.bucket(config.bucket())
                    .objectLockEnabledForBucket(config.writing().lock() == null ? null : true));
        } catch (SdkException e) {
            if (!S3Errors.isBucketThere(e)) {
                throw S3Errors.translate("create bucket", config.root(), e);
            }
        }
    }
}
