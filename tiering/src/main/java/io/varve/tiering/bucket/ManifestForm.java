package io.varve.tiering.bucket;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.varve.ingest.event.Sha256;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a manifest, version 1: a JSON object whose last field is the SHA-256 of all bytes before that field;
 * docs/format-recovery.md is the spec.
 */
public final class ManifestForm {

    /** The most bytes of a manifest: those of half a million files. */
    private static final int MAX_BYTES = 256 << 20;

    private static final int VERSION = 1;
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String SEAL = ",\"sha256\":\"";
    private static final String END = "\"}\n";
    private static final int SEAL_BYTES = SEAL.length() + 2 * Sha256.BYTES + END.length();

    private ManifestForm() {}

    public static byte[] encode(CatalogManifest manifest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            write(json, manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] object = out.toByteArray();
        // without the brace at its end
        byte[] body = Arrays.copyOf(object, object.length - 1);
        out.reset();
        out.writeBytes(body);
        out.writeBytes(seal(body));
        return out.toByteArray();
    }

    private static byte[] seal(byte[] body) {
        String digest = HexFormat.of().formatHex(Sha256.newDigest().digest(body));
        return (SEAL + digest + END).getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(JsonGenerator json, CatalogManifest manifest) throws IOException {
        LogDefinition log = manifest.definition();
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        json.writeStringField("log", log.name());
        json.writeStringField("id", log.id().toString());
        json.writeStringField("partition", log.unit().text());
        json.writeStringField("hot", log.hot().toString());
        json.writeStringField("warm", log.warm().toString());
        json.writeNumberField("view", manifest.view());
        json.writeNumberField("sealedTo", manifest.sealedTo());
        json.writeObjectFieldStart("holds");
        for (Map.Entry<String, Instant> hold : new TreeMap<>(manifest.holds()).entrySet()) {
            json.writeStringField(hold.getKey(), hold.getValue().toString());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("files");
        for (CatalogManifest.Entry file : manifest.files()) {
            json.writeRaw('\n');
            write(json, file);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, CatalogManifest.Entry file) throws IOException {
        json.writeStartObject();
        json.writeStringField("partition", file.partition().name());
        json.writeNumberField("first", file.firstPosition());
        json.writeNumberField("last", file.lastPosition());
        json.writeStringField("name", file.name());
        json.writeNumberField("bytes", file.bytes());
        json.writeNumberField("minRecordedAt", file.minRecordedAtMicros());
        json.writeNumberField("maxRecordedAt", file.maxRecordedAtMicros());
        json.writeStringField("key", file.key());
        json.writeEndObject();
    }

    /**
     * Refuses what is too long to be a manifest before it is read into memory.
     *
     * @throws DamagedManifestException if it is
     */
    public static void requirePossible(String location, long bytes) {
        if (bytes > MAX_BYTES) {
            throw new DamagedManifestException(location, "has " + bytes + " bytes, more than one can have", null);
        }
    }

    /**
     * Reads a manifest.
     *
     * @param location for messages
     * @throws DamagedManifestException if it is not exactly what was written, or of a version that is not known
     */
    public static CatalogManifest decode(String location, byte[] bytes) {
        if (bytes.length < SEAL_BYTES) {
            throw new DamagedManifestException(location, "has only " + bytes.length + " bytes", null);
        }
        byte[] body = Arrays.copyOf(bytes, bytes.length - SEAL_BYTES);
        if (!Arrays.equals(seal(body), Arrays.copyOfRange(bytes, body.length, bytes.length))) {
            throw new DamagedManifestException(location, "does not have the SHA-256 at its end", null);
        }
        try {
            JsonObject json = JsonObject.parse(text(bytes));
            long version = json.number("version");
            if (version != VERSION) {
                throw new DamagedManifestException(location, "has version " + version + ", this Varve reads 1", null);
            }
            return manifest(json);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new DamagedManifestException(location, "cannot be understood: " + e.getMessage(), e);
        }
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }

    private static CatalogManifest manifest(JsonObject json) {
        LogDefinition definition = new LogDefinition(
                json.text("log"),
                java.util.UUID.fromString(json.text("id")),
                PartitionUnit.parse(json.text("partition")),
                Duration.parse(json.text("hot")),
                Duration.parse(json.text("warm")));
        Map<String, Instant> holds = new HashMap<>();
        JsonObject held = json.object("holds");
        held.names().forEach(name -> holds.put(name, Instant.parse(held.text(name))));
        List<CatalogManifest.Entry> files = new ArrayList<>();
        for (JsonObject file : json.objects("files")) {
            files.add(new CatalogManifest.Entry(
                    Partition.parse(file.text("partition")),
                    file.number("first"),
                    file.number("last"),
                    file.text("name"),
                    file.number("bytes"),
                    file.number("minRecordedAt"),
                    file.number("maxRecordedAt"),
                    file.textOrNull("key")));
        }
        CatalogManifest manifest = new CatalogManifest(definition, json.number("view"), files, holds);
        if (json.number("sealedTo") != manifest.sealedTo()) {
            throw new IllegalArgumentException(
                    "sealedTo is " + json.number("sealedTo") + ", its files end at " + manifest.sealedTo());
        }
        return manifest;
    }
}
