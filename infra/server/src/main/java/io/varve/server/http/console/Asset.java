package io.varve.server.http.console;

import io.varve.ingest.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/** One file of the console, whole in memory. Immutable. */
final class Asset {

    private static final int TAG_BYTES = 12;

    private final String contentType;
    private final byte[] bytes;
    private final String tag;

    private Asset(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes;
        this.tag = tag(bytes);
    }

    /** Reads the resource of this name, which is part of the program. */
    static Asset load(String resource) {
        try (InputStream in = Asset.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + resource);
            }
            return new Asset(contentType(resource), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + resource, e);
        }
    }

    /** As it is sent. */
    String contentType() {
        return contentType;
    }

    /** All of it. */
    InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    /** Its strong entity tag, in quotes. */
    String tag() {
        return tag;
    }

    private static String contentType(String resource) {
        return switch (resource.substring(resource.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("what kind of file is " + resource + "?");
        };
    }

    private static String tag(byte[] bytes) {
        return '"' + HexFormat.of().formatHex(Sha256.newDigest().digest(bytes), 0, TAG_BYTES) + '"';
    }
}
