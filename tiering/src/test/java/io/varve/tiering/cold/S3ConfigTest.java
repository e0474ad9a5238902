package io.varve.tiering.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3ConfigTest {

    @ParameterizedTest
    @ValueSource(strings = {"GLACIER", "DEEP_ARCHIVE", "glacier", "Archive", "ColdArchive"})
    void refusesClassesThatCannotBeReadAtOnce(String storageClass) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3Writing.DEFAULT.withStorageClass(storageClass))
                .withMessageContaining(storageClass)
                .withMessageContaining("GLACIER_IR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "nvme"})
    void takesClassesThatCan(String storageClass) {
        assertThat(S3Writing.DEFAULT.withStorageClass(storageClass).storageClass())
                .isEqualTo(storageClass);
    }

    @Test
    void refusesWhatCannotWork() {
        assertThatIllegalArgumentException().isThrownBy(() -> S3Writing.DEFAULT.withEncryption("rot13", null));
        assertThatIllegalArgumentException().isThrownBy(() -> S3Writing.DEFAULT.withEncryption("AES256", "key"));
        assertThatIllegalArgumentException().isThrownBy(() -> S3Writing.DEFAULT.withPartBytes(1 << 20));
        assertThatIllegalArgumentException().isThrownBy(() -> new S3Writing.Lock(S3Writing.Lock.Mode.GOVERNANCE, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> S3Config.aws("eu-central-1", "s3://bucket", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> S3Config.aws("eu-central-1", "bucket", "/abs"));
        assertThatIllegalArgumentException().isThrownBy(() -> S3Config.aws("Frankfurt!", "bucket", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new S3Config.Credentials("key", " "));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        S3Config.at(URI.create("localhost:9000"), "bucket", new S3Config.Credentials("key", "secret")));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new S3Config.Limits(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1), 3, 1));
    }

    @Test
    void refusesALockWithoutClockOrChecksums() {
        S3Writing.Lock lock = new S3Writing.Lock(S3Writing.Lock.Mode.GOVERNANCE, 1);
        S3Writing locking = S3Writing.DEFAULT.withLock(lock);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new S3ObjectStore(
                        S3Config.aws("eu-central-1", "bucket", "").withWriting(locking)));
        assertThatIllegalArgumentException().isThrownBy(() -> locking.withChecksums(false));
    }

    @Test
    void endsAPrefixWithASlash() {
        assertThat(S3Config.aws("eu-central-1", "bucket", "varve/prod").root())
                .isEqualTo(URI.create("s3://bucket/varve/prod/"));
        assertThat(S3Config.aws("eu-central-1", "bucket", "").root()).isEqualTo(URI.create("s3://bucket/"));
    }

    @Test
    void keepsTheSecretToItself() {
        assertThat(S3Config.at(URI.create("http://localhost:9000"), "bucket", new S3Config.Credentials("key", "hush"))
                        .toString())
                .contains("key")
                .doesNotContain("hush");
    }
}
