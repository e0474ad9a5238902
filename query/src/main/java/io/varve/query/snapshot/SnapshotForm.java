package io.varve.query.snapshot;

import io.varve.ingest.event.AggregateId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes of snapshots, and of the keys under which they lie: docs/format-snapshot.md. */
final class SnapshotForm {

    static final byte VERSION = 1;

    private static final byte OF_LOG = 0;
    private static final byte OF_AGGREGATE = 1;
    private static final byte PROGRESS = 2;

    private static final int HEAD_BYTES = 1 + Integer.BYTES;
    private static final int HAS_TIME = 1;
    private static final int UNTIMED = 2;

    private SnapshotForm() {}

    /** Bytes that cannot be used. */
    static final class UnusableException extends Exception {

        private static final long serialVersionUID = 1L;

        private final SkipReason reason;

        UnusableException(SkipReason reason, String detail) {
            super(detail);
            this.reason = reason;
        }

        SkipReason reason() {
            return reason;
        }
    }

    /** The key's projection and aggregate. */
    record Key(
            ProjectionKey projection, byte kind, @Nullable AggregateId aggregate) {

        boolean isOfSnapshot() {
            return kind != PROGRESS;
        }
    }

    static byte[] key(ProjectionKey projection, @Nullable AggregateId aggregate) {
        return aggregate == null
                ? key(projection, OF_LOG, new byte[0])
                : key(projection, OF_AGGREGATE, aggregate.utf8());
    }

    static byte[] progressKey(ProjectionKey projection) {
        return key(projection, PROGRESS, new byte[0]);
    }

    /** What all keys of the projection begin with. */
    static byte[] prefix(ProjectionKey projection) {
        byte[] any = key(projection, OF_LOG, new byte[0]);
        return Arrays.copyOf(any, any.length - 1);
    }

    private static byte[] key(ProjectionKey projection, byte kind, byte[] aggregate) {
        byte[] name = projection.nameBytes();
        return ByteBuffer.allocate(
                        name.length + 1 + Integer.BYTES + ProjectionKey.FINGERPRINT_BYTES + 1 + aggregate.length)
                .put(name)
                .put((byte) 0)
                .putInt(projection.version())
                .put(projection.fingerprintBytes())
                .put(kind)
                .put(aggregate)
                .array();
    }

    /** Reads a key; null if it is none. */
    static @Nullable Key readKey(byte[] key) {
        int nameEnd = 0;
        while (nameEnd < key.length && key[nameEnd] != 0) {
            nameEnd++;
        }
        try {
            ByteBuffer rest = ByteBuffer.wrap(key, nameEnd, key.length - nameEnd);
            rest.get();
            int version = rest.getInt();
            byte[] fingerprint = new byte[ProjectionKey.FINGERPRINT_BYTES];
            rest.get(fingerprint);
            byte kind = rest.get();
            ProjectionKey projection = new ProjectionKey(
                    new String(key, 0, nameEnd, StandardCharsets.UTF_8),
                    version,
                    HexFormat.of().formatHex(fingerprint));
            String aggregate = new String(key, rest.position(), rest.remaining(), StandardCharsets.UTF_8);
            return new Key(projection, kind, kind == OF_AGGREGATE ? new AggregateId(aggregate) : null);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    static byte[] write(byte[] key, Snapshot snapshot) {
        byte[] source = snapshot.lastSource().getBytes(StandardCharsets.UTF_8);
        byte[] id = snapshot.lastId().getBytes(StandardCharsets.UTF_8);
        Long time = snapshot.greatestTimeMicros();
        int flags = (time == null ? 0 : HAS_TIME) | (snapshot.foldedUntimed() ? UNTIMED : 0);
        ByteBuffer body = ByteBuffer.allocate(HEAD_BYTES
                + 5 * Long.BYTES
                + 1
                + 2 * Integer.BYTES
                + source.length
                + id.length
                + snapshot.state().length);
        body.position(HEAD_BYTES);
        body.putLong(snapshot.position())
                .putLong(snapshot.version())
                .putLong(snapshot.events())
                .putLong(snapshot.recordedAtMicros())
                .put((byte) flags)
                .putLong(time == null ? 0 : time)
                .putInt(source.length)
                .put(source)
                .putInt(id.length)
                .put(id)
                .put(snapshot.state());
        return sealed(key, body.array());
    }

    static Snapshot read(byte[] key, byte[] value) throws UnusableException {
        ByteBuffer body = proven(key, value);
        try {
            long position = body.getLong();
            long version = body.getLong();
            long events = body.getLong();
            long recordedAt = body.getLong();
            int flags = body.get();
            long time = body.getLong();
            String source = text(body);
            String id = text(body);
            byte[] state = new byte[body.remaining()];
            body.get(state);
            return new Snapshot(
                    position,
                    version,
                    events,
                    recordedAt,
                    (flags & HAS_TIME) == 0 ? null : time,
                    (flags & UNTIMED) != 0,
                    source,
                    id,
                    state);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new UnusableException(SkipReason.CORRUPT, "it ends too early");
        }
    }

    static byte[] writeProgress(byte[] key, long position) {
        byte[] value = new byte[HEAD_BYTES + Long.BYTES];
        ByteBuffer.wrap(value).putLong(HEAD_BYTES, position);
        return sealed(key, value);
    }

    static long readProgress(byte[] key, byte[] value) throws UnusableException {
        ByteBuffer body = proven(key, value);
        if (body.remaining() != Long.BYTES) {
            throw new UnusableException(SkipReason.CORRUPT, body.remaining() + " bytes");
        }
        return body.getLong();
    }

    private static byte[] sealed(byte[] key, byte[] value) {
        value[0] = VERSION;
        ByteBuffer.wrap(value).putInt(1, checksum(key, value));
        return value;
    }

    /** The body, once version and checksum are seen to be right. */
    private static ByteBuffer proven(byte[] key, byte[] value) throws UnusableException {
        if (value.length < HEAD_BYTES) {
            throw new UnusableException(SkipReason.CORRUPT, value.length + " bytes");
        }
        ByteBuffer all = ByteBuffer.wrap(value);
        if (all.getInt(1) != checksum(key, value)) {
            throw new UnusableException(SkipReason.CORRUPT, "");
        }
        if (value[0] != VERSION) {
            throw new UnusableException(SkipReason.WRONG_VERSION, "version " + (value[0] & 0xFF));
        }
        return all.position(HEAD_BYTES);
    }

    private static int checksum(byte[] key, byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(value, 0, 1);
        crc.update(value, HEAD_BYTES, value.length - HEAD_BYTES);
        return (int) crc.getValue();
    }

    private static String text(ByteBuffer body) {
        int length = body.getInt();
        if (length < 0 || length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] utf8 = new byte[length];
        body.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
