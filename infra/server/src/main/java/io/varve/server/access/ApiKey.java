package io.varve.server.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is stored: without its secret, of which only a salted PBKDF2 hash is kept. In the file it is one
 * line of five fields: name, roles, iterations, salt, hash.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ApiKey(String name, Set<Grant> grants, int iterations, byte[] salt, byte[] hash) {

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,62}");

    private static final Pattern TOKEN = Pattern.compile("varve_([A-Za-z0-9.-]{1,63})_([A-Za-z0-9~-]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final int ITERATIONS = 120_000;
    private static final int FIELDS = 5;

    /** A new key, and the token that only its owner will ever have. */
    record Made(ApiKey key, String token) {}

    static Made make(String name, Set<Grant> grants) {
        byte[] secretBytes = new byte[SECRET_BYTES];
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(secretBytes);
        RANDOM.nextBytes(salt);
        String secret = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(secretBytes)
                .replace('_', '~');
        return new Made(
                new ApiKey(name, Set.copyOf(grants), ITERATIONS, salt, hash(secret, salt, ITERATIONS)),
                "varve_" + name + "_" + secret);
    }

    /** The name in a token; null if the token is none of ours. */
    static @Nullable String nameIn(String token) {
        Matcher matcher = TOKEN.matcher(token);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** Whether the token is this key's; takes some milliseconds of computing, on purpose. */
    boolean isOf(String token) {
        Matcher matcher = TOKEN.matcher(token);
        return matcher.matches() && MessageDigest.isEqual(hash, hash(matcher.group(2), salt, iterations));
    }

    private static byte[] hash(String secret, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(secret.toCharArray(), salt, iterations, HASH_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2 is missing from this Java", e);
        }
    }

    String line() {
        HexFormat hex = HexFormat.of();
        String roles = grants.stream().map(Grant::toString).sorted().collect(Collectors.joining(","));
        return String.join(" ", name, roles, Integer.toString(iterations), hex.formatHex(salt), hex.formatHex(hash));
    }

    /** @throws IllegalArgumentException if the line is no key */
    static ApiKey parse(String line) {
        List<String> fields = List.of(line.split(" ", -1));
        if (fields.size() != FIELDS || !NAME.matcher(fields.get(0)).matches()) {
            throw new IllegalArgumentException("it must hold name, roles, iterations, salt and hash");
        }
        Set<Grant> grants =
                Set.of(fields.get(1).split(",", -1)).stream().map(Grant::parse).collect(Collectors.toSet());
        HexFormat hex = HexFormat.of();
        return new ApiKey(
                fields.get(0),
                grants,
                Integer.parseInt(fields.get(2)),
                hex.parseHex(fields.get(3)),
                hex.parseHex(fields.get(4)));
    }
}
