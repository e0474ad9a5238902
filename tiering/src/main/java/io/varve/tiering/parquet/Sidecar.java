package io.varve.tiering.parquet;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.index.FileEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The small file beside each event file: what the file holds, its runs, a checksum of each of its blocks, where its
 * pages lie, and where the events of each aggregate lie. It is derived: {@link SidecarRebuild} makes it again.
 * Immutable and thread-safe.
 */
public final class Sidecar {

    /**
     * With so many first bytes of a sidecar {@link #readFacts(String, byte[])} succeeds, unless sources keep long
     * progress.
     */
    public static final int HEAD_BYTES = 4_096;

    /** What an array can hold. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

    private final String location;
    private final byte[] bytes;
    private final SidecarHead head;
    private final RunTable runTable;
    private final int[] checksums;
    private final KeptBlocks kept;
    private final int entriesOffset;

    private Sidecar(
            String location,
            byte[] bytes,
            SidecarHead head,
            RunTable runTable,
            int[] checksums,
            KeptBlocks kept,
            int entriesOffset) {
        this.location = location;
        this.bytes = bytes;
        this.head = head;
        this.runTable = runTable;
        this.checksums = checksums;
        this.kept = kept;
        this.entriesOffset = entriesOffset;
    }

    /**
     * Reads a whole sidecar.
     *
     * @param bytes taken over without a copy
     * @throws DamagedFileException if they are not exactly those that were written
     * @throws UnknownVersionException if a newer program wrote them
     */
    public static Sidecar read(byte[] bytes) {
        return read("sidecar", bytes);
    }

    /** Reads a whole sidecar from disk; throws as {@link #read(byte[])}. */
    public static Sidecar read(Path path) throws IOException {
        Disk.about(Disk.Access.READ, path);
        long bytes = Files.size(path);
        if (bytes > MAX_BYTES) {
            throw new DamagedFileException(path.toString(), "has " + bytes + " bytes, too many for a sidecar");
        }
        return read(path.toString(), Files.readAllBytes(path));
    }

    /** Reads the facts alone, from the head of a sidecar on disk; what follows it is not looked at. */
    public static FileFacts readFacts(Path path) throws IOException {
        Disk.about(Disk.Access.READ, path);
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(HEAD_BYTES);
            long head = SidecarHead.length(path.toString(), ByteBuffer.wrap(start));
            if (head > start.length && head <= Files.size(path)) {
                byte[] whole = Arrays.copyOf(start, Math.toIntExact(head));
                in.readNBytes(whole, start.length, whole.length - start.length);
                start = whole;
            }
            return readFacts(path.toString(), start);
        }
    }

    /** Reads a whole sidecar that comes from this location. */
    public static Sidecar read(String location, byte[] bytes) {
        SidecarHead head = SidecarHead.decode(location, bytes);
        long headBytes = SidecarHead.length(location, ByteBuffer.wrap(bytes));
        if (headBytes + head.sectionBytes() != bytes.length) {
            throw new DamagedFileException(
                    location, "has " + bytes.length + " bytes, must have " + (headBytes + head.sectionBytes()));
        }
        List<ByteBuffer> sections = new ArrayList<>();
        int offset = (int) headBytes;
        for (SidecarHead.Section section : head.sections()) {
            int length = (int) section.bytes();
            if (SidecarHead.crc32c(bytes, offset, length) != section.checksum()) {
                throw new DamagedFileException(
                        location, "section " + sections.size() + " at " + offset + " does not match its checksum");
            }
            sections.add(ByteBuffer.wrap(bytes, offset, length));
            offset += length;
        }
        try {
            FileFacts facts = head.facts();
            byte[] keptBytes = new byte[sections.get(SidecarHead.KEPT).remaining()];
            sections.get(SidecarHead.KEPT).get(keptBytes);
            RunTable runs = RunTable.decode(new FormInput(sections.get(SidecarHead.RUNS)));
            runs.requireThoseOf(facts, sections.get(SidecarHead.ENTRIES).remaining());
            return new Sidecar(
                    location,
                    bytes,
                    head,
                    runs,
                    BlockChecksums.fromBytes(sections.get(SidecarHead.CHECKSUMS), facts.bytes()),
                    KeptBlocks.decode(keptBytes, facts.bytes()),
                    sections.get(SidecarHead.ENTRIES).position());
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
            throw new DamagedFileException(location, "cannot be understood: " + e.getMessage(), e);
        }
    }

    /**
     * The facts alone, from the first bytes of a sidecar.
     *
     * @throws DamagedFileException if the head is damaged or longer than the given bytes
     */
    public static FileFacts readFacts(String location, byte[] start) {
        return SidecarHead.decode(location, start).facts();
    }

    /** What the file holds. */
    public FileFacts facts() {
        return head.facts();
    }

    /** Whose events the file holds. */
    public FileIdentity identity() {
        return head.identity();
    }

    /** The runs of the file, by position. */
    public List<Run> runs() {
        return runTable.runs();
    }

    /**
     * Where the events of each aggregate lie: by aggregate, then version. They are decoded as they are asked for, and
     * where they are not those of this file, the iterator throws {@link DamagedFileException}, at the last one at the
     * latest.
     */
    public Iterator<FileEntry> entries() {
        List<EntrySegment> segments = new ArrayList<>();
        int offset = entriesOffset;
        for (RunTable.Row row : runTable.rows()) {
            segments.add(new EntrySegment(location, bytes, offset, row));
            offset += row.entryBytes();
        }
        return new EntryMerge(location, segments);
    }

    /** Where the events of each aggregate in one run lie, in row order. */
    public Iterator<FileEntry> entries(int run) {
        int offset = entriesOffset;
        for (RunTable.Row before : runTable.rows().subList(0, run)) {
            offset += before.entryBytes();
        }
        return new EntrySegment(location, bytes, offset, runTable.rows().get(run));
    }

    /** The bytes of the sidecar; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The blocks of the file, to prove copies of them. */
    public FileBlocks blocks() {
        return new FileBlocks(facts().bytes(), checksums);
    }

    int[] checksums() {
        return checksums;
    }

    KeptBlocks kept() {
        return kept;
    }
}
