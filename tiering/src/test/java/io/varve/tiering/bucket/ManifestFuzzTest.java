package io.varve.tiering.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.damage.Damage;
import io.varve.tiering.damage.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged manifests: as they come from a bucket, and with a seal that matches what is wrong. */
@Timeout(600)
class ManifestFuzzTest {

    /** Comma, name of the field, digest and end. */
    private static final int SEAL_BYTES = 11 + 64 + 3;

    private static final byte[] BYTES = ManifestForm.encode(ManifestFormTest.SAMPLE);

    @Test
    void anyDamageIsFound() {
        anyDamageIsFound(500);
    }

    @Test
    @Tag("soak")
    void anyDamageIsFoundInManyRounds() {
        anyDamageIsFound(1_000_000);
    }

    private static void anyDamageIsFound(int rounds) {
        Fuzz.rounds("damaged manifests", rounds, random -> {
            byte[] damaged = new Damage(random).of(BYTES);
            assertThatThrownBy(() -> ManifestForm.decode("m", damaged)).isInstanceOf(DamagedManifestException.class);
        });
    }

    @Test
    void whatMatchesItsSealIsAManifestOrRefused() {
        sealed(500);
    }

    @Test
    @Tag("soak")
    void whatMatchesItsSealIsAManifestOrRefusedInManyRounds() {
        sealed(2_000_000);
    }

    private static void sealed(int rounds) {
        Fuzz.rounds("manifests with matching seals", rounds, random -> {
            byte[] body = new Damage(random).of(Arrays.copyOf(BYTES, BYTES.length - SEAL_BYTES));
            String digest = HexFormat.of().formatHex(Sha256.newDigest().digest(body));
            byte[] seal = (",\"sha256\":\"" + digest + "\"}\n").getBytes(StandardCharsets.US_ASCII);
            byte[] damaged = Arrays.copyOf(body, body.length + seal.length);
            System.arraycopy(seal, 0, damaged, body.length, seal.length);
            Fuzz.bounded(() -> {
                try {
                    requireTiles(ManifestForm.decode("m", damaged));
                } catch (DamagedManifestException e) {
                    assertThat(e).hasMessageStartingWith("manifest m ");
                }
                return 0;
            });
        });
    }

    private static void requireTiles(CatalogManifest manifest) {
        List<CatalogManifest.Entry> files = manifest.files();
        long position = 0;
        for (CatalogManifest.Entry file : files) {
            assertThat(file.firstPosition()).isEqualTo(position);
            position = file.lastPosition() + 1;
        }
        assertThat(manifest.sealedTo()).isEqualTo(position);
    }
}
