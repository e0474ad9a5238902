package io.varve.tiering.parquet;

import static io.varve.tiering.parquet.BlockChecksums.BLOCK_BYTES;

import io.varve.tiering.read.ReadTally;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file whose bytes are read in whole blocks only, and of which no byte is shown before the checksum of its
 * block is proven. Thread-safe; its streams are not.
 */
final class CheckedFile implements InputFile {

    /**
     * A range of the file.
     *
     * @param offset of its first byte
     * @param end offset after its last byte
     */
    record Span(long offset, long end) {

        /** The whole blocks that hold the range, in a file of this length. */
        Span blocks(long fileBytes) {
            long lastBlock = (end - 1) / BLOCK_BYTES;
            return new Span(offset - offset % BLOCK_BYTES, Math.min(fileBytes, (lastBlock + 1) * BLOCK_BYTES));
        }
    }

    /** Something that is read from the file. */
    interface Reading<T> {
        T get() throws IOException;
    }

    private static final int WINDOW_BYTES = 64 << 10;

    private final ByteSource source;
    private final long length;
    private final int @Nullable [] checksums;
    private final KeptBlocks kept;

    /**
     * The kept blocks are shown as they are; {@link #proveKept} compares them with the file.
     *
     * @param checksums of all blocks; null to look at a file of which nothing is known
     */
    CheckedFile(ByteSource source, long length, int @Nullable [] checksums, KeptBlocks kept) {
        this.source = source;
        this.length = length;
        this.checksums = checksums;
        this.kept = kept;
    }

    String location() {
        return source.location();
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new CheckedStream(this);
    }

    /** What the library calls the file in its messages. */
    @Override
    public String toString() {
        return source.location();
    }

    /** Checks the blocks of the file itself of which there is a copy. */
    void proveKept() {
        for (KeptBlocks.Range range : kept.ranges()) {
            readBlocks(List.of(new Span(range.offset(), range.end())), false);
        }
    }

    /** Checks the copies themselves: they are shown without a look at the file. */
    void checkKept() {
        for (KeptBlocks.Range range : kept.ranges()) {
            check(new ByteRange(range.offset(), range.bytes()));
        }
    }

    /** Some bytes from this offset on, at least one. */
    ByteBuffer window(long offset) {
        for (KeptBlocks.Range range : kept.ranges()) {
            if (offset >= range.offset() && offset < range.end()) {
                int skip = (int) (offset - range.offset());
                return ByteBuffer.wrap(range.bytes(), skip, range.bytes().length - skip);
            }
        }
        return read(List.of(new Span(offset, Math.min(length, offset + WINDOW_BYTES))), false)
                .get(0);
    }

    /**
     * The bytes of ascending ranges; those whose blocks touch are read together. What lies between the others is not
     * read: a local file gives several ranges as fast, and a far one joins them as its cache sees fit.
     *
     * @param once whether they are hardly read again soon
     */
    List<ByteBuffer> read(List<Span> spans, boolean once) {
        List<Span> groups = new ArrayList<>();
        int[] groupOf = new int[spans.size()];
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            if (span.offset() < 0 || span.offset() >= span.end() || span.end() > length) {
                throw damaged("has " + length + " bytes, must have those from " + span.offset() + " to " + span.end());
            }
            Span blocks = span.blocks(length);
            Span last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
            if (last != null && blocks.offset() >= last.offset() && blocks.offset() <= last.end()) {
                groups.set(groups.size() - 1, new Span(last.offset(), Math.max(last.end(), blocks.end())));
            } else {
                groups.add(blocks);
            }
            groupOf[i] = groups.size() - 1;
        }
        List<byte[]> bytes = readBlocks(groups, once);
        List<ByteBuffer> views = new ArrayList<>(spans.size());
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            int skip = (int) (span.offset() - groups.get(groupOf[i]).offset());
            views.add(ByteBuffer.wrap(bytes.get(groupOf[i]), skip, (int) (span.end() - span.offset()))
                    .slice());
        }
        return views;
    }

    /** Does something with the file by way of the library, and tells damage from a source that fails. */
    <T> T guard(Reading<T> reading) throws IOException {
        try {
            return reading.get();
        } catch (DamagedFileException e) {
            throw e;
        } catch (SourceException e) {
            throw e.failure();
        } catch (IOException | RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SourceException failed) {
                    throw failed.failure();
                }
                if (cause instanceof DamagedFileException damaged) {
                    throw damaged;
                }
            }
            throw new DamagedFileException(location(), "cannot be decoded", e);
        }
    }

    DamagedFileException damaged(String what) {
        return new DamagedFileException(location(), what);
    }

    private List<byte[]> readBlocks(List<Span> groups, boolean once) {
        List<ByteRange> ranges = new ArrayList<>(groups.size());
        List<byte[]> targets = new ArrayList<>(groups.size());
        for (Span group : groups) {
            byte[] target = new byte[Math.toIntExact(group.end() - group.offset())];
            ranges.add(new ByteRange(group.offset(), target));
            targets.add(target);
            ReadTally.reads(target.length);
        }
        try {
            if (once) {
                source.readOnce(ranges);
            } else {
                source.readFully(ranges);
            }
        } catch (EOFException e) {
            throw new DamagedFileException(location(), "ends before its length of " + length + " bytes", e);
        } catch (IOException e) {
            throw new SourceException(e);
        }
        for (ByteRange range : ranges) {
            check(range);
        }
        return targets;
    }

    private void check(ByteRange range) {
        if (checksums == null) {
            return;
        }
        CRC32C crc = new CRC32C();
        byte[] bytes = range.target();
        int block = (int) (range.offset() / BLOCK_BYTES);
        for (int at = 0; at < bytes.length; at += BLOCK_BYTES, block++) {
            crc.reset();
            crc.update(bytes, at, Math.min(BLOCK_BYTES, bytes.length - at));
            if ((int) crc.getValue() != checksums[block]) {
                throw damaged("block at offset " + (range.offset() + at) + " does not match its checksum");
            }
        }
    }
}
