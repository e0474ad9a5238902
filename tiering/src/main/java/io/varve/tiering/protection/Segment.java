package io.varve.tiering.protection;

import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotLogException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A range of hot events on its way to the bucket: whole batches, dense. Its bytes, version 1, are laid down in
 * docs/format-recovery.md.
 *
 * @param logId whose events
 * @param batches one at least, each beginning where the one before ends
 */
public record Segment(UUID logId, List<HotBatch> batches) {

    /** The most bytes of a segment. */
    public static final int MAX_BYTES = 32 << 20;

    static final int HEADER_BYTES = 45;
    static final int CRC_BYTES = 4;
    private static final byte[] MAGIC = "VARVESEG".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;

    public Segment {
        batches = List.copyOf(batches);
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("a segment without batches");
        }
        long expected = batches.get(0).firstPosition();
        for (HotBatch batch : batches) {
            if (batch.firstPosition() != expected) {
                throw new IllegalArgumentException(
                        "a batch begins at position " + batch.firstPosition() + ", must begin at " + expected);
            }
            expected = batch.endPosition();
        }
    }

    public long firstPosition() {
        return batches.get(0).firstPosition();
    }

    public long lastPosition() {
        return batches.get(batches.size() - 1).endPosition() - 1;
    }

    public byte[] encode() {
        List<byte[]> encoded = batches.stream().map(HotBatch::encoded).toList();
        int length = HEADER_BYTES
                + CRC_BYTES
                + encoded.stream().mapToInt(bytes -> bytes.length).sum();
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(MAGIC).put(VERSION);
        out.putLong(logId.getMostSignificantBits()).putLong(logId.getLeastSignificantBits());
        out.putLong(firstPosition()).putLong(lastPosition()).putInt(encoded.size());
        encoded.forEach(out::put);
        out.putInt(crc(out.array(), length - CRC_BYTES));
        return out.array();
    }

    /**
     * Reads a segment.
     *
     * @param location for messages
     * @throws DamagedSegmentException if it is not exactly what was written, or of a version that is not known
     */
    public static Segment decode(String location, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new DamagedSegmentException(location, "has " + bytes.length + " bytes, more than one can have", null);
        }
        if (bytes.length < HEADER_BYTES + CRC_BYTES || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
            throw new DamagedSegmentException(location, "is none", null);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length - CRC_BYTES).position(MAGIC.length);
        byte version = in.get();
        if (version != VERSION) {
            throw new DamagedSegmentException(location, "has version " + version + ", this Varve reads 1", null);
        }
        if (crc(bytes, bytes.length - CRC_BYTES) != ByteBuffer.wrap(bytes).getInt(bytes.length - CRC_BYTES)) {
            throw new DamagedSegmentException(location, "does not match its checksum", null);
        }
        UUID logId = new UUID(in.getLong(), in.getLong());
        in.position(HEADER_BYTES);
        Segment segment = segment(location, logId, in);
        // whatever else its head and its batches say, it is what encode() makes of them, or it is damaged
        if (!Arrays.equals(segment.encode(), bytes)) {
            throw new DamagedSegmentException(location, "does not hold what its head says", null);
        }
        return segment;
    }

    private static Segment segment(String location, UUID logId, ByteBuffer in) {
        try {
            List<HotBatch> batches = new ArrayList<>();
            while (in.hasRemaining()) {
                batches.add(HotBatch.decode(in));
            }
            return new Segment(logId, batches);
        } catch (HotLogException
                | IllegalArgumentException
                | BufferUnderflowException
                | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            throw new DamagedSegmentException(location, "cannot be understood: " + e.getMessage(), e);
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
