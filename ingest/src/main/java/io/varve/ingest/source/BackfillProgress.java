package io.varve.ingest.source;

import io.varve.ingest.event.Hash128;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How far a backfill came, as it stands in each of its batches. The form is that of docs/format.md, "Progress of a
 * backfill".
 *
 * @param fingerprint of the source
 * @param rows how many rows of the source are in the log
 * @param lastRow hash of the content of the last of them
 */
record BackfillProgress(String fingerprint, long rows, Hash128 lastRow) {

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 3 * Long.BYTES;

    byte[] encode() {
        byte[] text = fingerprint.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + text.length)
                .put(VERSION)
                .putLong(rows)
                .putLong(lastRow.high())
                .putLong(lastRow.low())
                .put(text)
                .array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is something else; the message says so
     */
    static BackfillProgress decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalArgumentException("the progress stored by an earlier run has the unknown form "
                    + (bytes.length == 0 ? "(empty)" : String.valueOf(bytes[0])) + ", a newer Varve may read it");
        }
        if (bytes.length <= FIXED_BYTES) {
            throw new IllegalArgumentException("the progress stored by an earlier run is cut short");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long rows = in.getLong();
        Hash128 lastRow = new Hash128(in.getLong(), in.getLong());
        if (rows < 1) {
            throw new IllegalArgumentException("the progress stored by an earlier run counts " + rows + " rows");
        }
        return new BackfillProgress(StandardCharsets.UTF_8.decode(in).toString(), rows, lastRow);
    }
}
