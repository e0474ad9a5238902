package io.varve.ingest.hot;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of an excerpt, format version 1, as docs/format.md lays them down; all numbers big-endian:
 *
 * <pre>
 *  0  version (1), three zero bytes
 *  4  CRC32C of all bytes but these four
 *  8  position of the first event (8)
 * 16  log time in microseconds (8)
 * 24  number of events (4)
 * 28  length of the progress (4), -1 where there is none; then the progress
 *     for each event: version (8), length of the content (4), content
 * </pre>
 */
final class ExcerptCodec {

    static final int HEADER_BYTES = 32;
    private static final int EVENT_HEADER_BYTES = 12;
    private static final int VERSION_WORD = 1 << 24;
    private static final int CRC_OFFSET = 4;
    private static final int HEADER_CRC_END = 8;

    private ExcerptCodec() {}

    static long encodedBytes(HotBatch batch) {
        byte[] progress = batch.progress();
        long bytes = (long) HEADER_BYTES + (progress == null ? 0 : progress.length);
        for (HotEvent event : batch.events()) {
            bytes += (long) EVENT_HEADER_BYTES + event.content().length;
        }
        return bytes;
    }

    static byte[] encode(HotBatch batch) {
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(encodedBytes(batch)));
        out.putInt(VERSION_WORD).putInt(0);
        out.putLong(batch.firstPosition()).putLong(batch.recordedAtMicros());
        out.putInt(batch.events().size());
        byte[] progress = batch.progress();
        if (progress == null) {
            out.putInt(-1);
        } else {
            out.putInt(progress.length).put(progress);
        }
        for (HotEvent event : batch.events()) {
            out.putLong(event.version()).putInt(event.content().length).put(event.content());
        }
        out.putInt(CRC_OFFSET, crc(out.array()));
        return out.array();
    }

    /** @throws HotLogException if the bytes are not those of one excerpt */
    static Excerpt decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new HotLogException("an excerpt of " + bytes.length + " bytes is too short");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int version = in.getInt();
        if (version != VERSION_WORD) {
            throw new HotLogException(
                    "an excerpt of format " + Integer.toHexString(version) + ", this Varve reads version 1");
        }
        if (in.getInt() != crc(bytes)) {
            throw new HotLogException("an excerpt's CRC32C differs: its bytes are not those that were written");
        }
        return excerpt(in, bytes);
    }

    private static Excerpt excerpt(ByteBuffer in, byte[] bytes) {
        try {
            long firstPosition = in.getLong();
            long recordedAtMicros = in.getLong();
            int count = in.getInt();
            byte[] progress = null;
            int progressBytes = in.getInt();
            if (progressBytes >= 0) {
                progress = new byte[progressBytes];
                in.get(progress);
            }
            long[] versions = new long[count];
            int[] offsets = new int[count];
            int[] lengths = new int[count];
            for (int i = 0; i < count; i++) {
                versions[i] = in.getLong();
                lengths[i] = in.getInt();
                offsets[i] = in.position();
                in.position(offsets[i] + lengths[i]);
            }
            return new Excerpt(firstPosition, recordedAtMicros, progress, versions, bytes, offsets, lengths);
        } catch (RuntimeException e) {
            throw new HotLogException("an excerpt's lengths do not fit its " + bytes.length + " bytes", e);
        }
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_OFFSET);
        crc.update(bytes, HEADER_CRC_END, bytes.length - HEADER_CRC_END);
        return (int) crc.getValue();
    }
}
