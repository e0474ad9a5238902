package io.varve.query.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Whose snapshots: only a projection with the same name, version and definition reads them.
 *
 * @param name the projection's name, without a zero character
 * @param version its version, from 1
 * @param fingerprint what its definition comes to: 64 lower-case hex digits
 */
public record ProjectionKey(String name, int version, String fingerprint) {

    static final int FINGERPRINT_BYTES = 32;

    public ProjectionKey {
        if (name.isEmpty() || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a projection cannot be called '" + name + "'");
        }
        if (version < 1 || !fingerprint.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("projection '" + name + "' has version " + version + " and fingerprint '"
                    + fingerprint + "': it must have a version from 1 and 64 lower-case hex digits");
        }
    }

    byte[] nameBytes() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    byte[] fingerprintBytes() {
        return HexFormat.of().parseHex(fingerprint);
    }

    /** Name, version and the first digits of the fingerprint. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s version %d (%s)", name, version, fingerprint.substring(0, 8));
    }
}
