package io.varve.tiering.cold;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Where SDK clients come from. Building one does no I/O. */
final class S3Clients {

    private S3Clients() {}

    static S3Client build(S3Config config) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(config.region()))
                .credentialsProvider(credentials(config))
                .requestChecksumCalculation(
                        config.writing().checksums()
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                // A server may send the whole object's checksum with a range; what is read is checked by our own.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        s3 -> s3.chunkedEncodingEnabled(config.writing().checksums()))
                .httpClientBuilder(http(config))
                .overrideConfiguration(limits(config.limits()));
        if (config.endpoint() != null) {
            builder.endpointOverride(config.endpoint()).forcePathStyle(true);
        }
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(S3Config config) {
        S3Config.Credentials given = config.credentials();
        return given == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(given.accessKey(), given.secretKey()));
    }

    private static Apache5HttpClient.Builder http(S3Config config) {
        S3Config.Limits limits = config.limits();
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .maxConnections(limits.connections())
                .connectionTimeout(limits.connect())
                .connectionAcquisitionTimeout(limits.attempt())
                .socketTimeout(limits.attempt());
        if (config.isLoopback()) {
            http.proxyConfiguration(ProxyConfiguration.builder()
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false)
                    .build());
        }
        return http;
    }

    private static ClientOverrideConfiguration limits(S3Config.Limits limits) {
        RetryStrategy retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(limits.tries())
                .build();
        return ClientOverrideConfiguration.builder()
                .apiCallTimeout(limits.total())
                .apiCallAttemptTimeout(limits.attempt())
                .retryStrategy(retries)
                .build();
    }
}
