package io.varve.ingest.append;

import io.varve.ingest.event.Hash128;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How far a load of history came, as it stands in each of its batches, and whether the source ends there. The form is
 * that of docs/format-source.md, "Progress of a backfill".
 *
 * @param fingerprint of the source
 * @param rows how many rows of the source are in the log
 * @param lastRow hash of the content of the last of them
 * @param ended whether the source has no more rows; what version 1 stored says nothing of it, and is taken as ended
 */
public record BackfillProgress(String fingerprint, long rows, Hash128 lastRow, boolean ended) {

    private static final byte VERSION_1 = 1;
    private static final byte VERSION_2 = 2;
    private static final byte MORE_MAY_FOLLOW = 0;
    private static final byte ENDED = 1;
    private static final int FIXED_BYTES = 3 * Long.BYTES;

    public byte[] encode() {
        byte[] text = fingerprint.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + FIXED_BYTES + text.length)
                .put(VERSION_2)
                .put(ended ? ENDED : MORE_MAY_FOLLOW)
                .putLong(rows)
                .putLong(lastRow.high())
                .putLong(lastRow.low())
                .put(text)
                .array();
    }

    /**
     * Reads what {@link #encode} wrote, now or in an earlier version.
     *
     * @throws IllegalArgumentException if it is something else; the message says so
     */
    public static BackfillProgress decode(byte[] bytes) {
        if (bytes.length == 0 || (bytes[0] != VERSION_1 && bytes[0] != VERSION_2)) {
            throw new IllegalArgumentException("the progress stored by an earlier run has the unknown form "
                    + (bytes.length == 0 ? "(empty)" : String.valueOf(bytes[0])) + ", a newer Varve may read it");
        }
        int head = bytes[0] == VERSION_1 ? 1 : 2;
        if (bytes.length <= head + FIXED_BYTES) {
            throw new IllegalArgumentException("the progress stored by an earlier run is cut short");
        }
        boolean ended = head == 1 || bytes[1] == ENDED;
        ByteBuffer in = ByteBuffer.wrap(bytes, head, bytes.length - head);
        long rows = in.getLong();
        Hash128 lastRow = new Hash128(in.getLong(), in.getLong());
        if (rows < 1) {
            throw new IllegalArgumentException("the progress stored by an earlier run counts " + rows + " rows");
        }
        return new BackfillProgress(StandardCharsets.UTF_8.decode(in).toString(), rows, lastRow, ended);
    }
}
