package io.varve.query.projection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a projection does, as a fingerprint.
 *
 * @param fingerprint SHA-256 of the definition as 64 lower-case hex digits
 */
public record Definition(String fingerprint) {

    /** A class is read once: its code does not change while it is loaded. */
    private static final ClassValue<Definition> OF_CLASS = new ClassValue<>() {
        @Override
        protected Definition computeValue(Class<?> type) {
            return hashed(type);
        }
    };

    public Definition {
        if (!fingerprint.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("fingerprint '" + fingerprint + "' is not 64 lower-case hex digits");
        }
    }

    /** The definition that this text is; a projection in YAML gives its canonical form. */
    public static Definition ofText(String text) {
        return new Definition(HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8))));
    }

    /**
     * The definition that the code of these classes is. That of a single class is remembered; of several, keep it.
     *
     * @throws UncheckedIOException if the bytes of a class cannot be read
     */
    public static Definition ofClasses(Class<?>... classes) {
        return classes.length == 1 ? OF_CLASS.get(classes[0]) : hashed(classes);
    }

    private static Definition hashed(Class<?>... classes) {
        MessageDigest digest = sha256();
        for (Class<?> type : classes) {
            digest.update(type.getName().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(bytes(type));
        }
        return new Definition(HexFormat.of().formatHex(digest.digest()));
    }

    private static byte[] bytes(Class<?> type) {
        String name = type.getName();
        String resource = name.substring(name.lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("class " + name + " has no bytes to read");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the code of " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
