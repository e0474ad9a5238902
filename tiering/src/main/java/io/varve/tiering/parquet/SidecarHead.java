package io.varve.tiering.parquet;

import io.varve.ingest.event.Sha256;
import io.varve.tiering.partition.Partition;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The head of a sidecar: magic, version, length, the facts, where the other sections lie, and the CRC32C of all that.
 *
 * @param identity whose events the file holds
 * @param facts what the file holds
 * @param sections the sections that follow, one after the other
 */
record SidecarHead(FileIdentity identity, FileFacts facts, List<Section> sections) {

    /**
     * A section after the head.
     *
     * @param bytes its length
     * @param checksum CRC32C of its bytes
     */
    record Section(long bytes, int checksum) {

        static Section of(byte[] bytes) {
            return new Section(bytes.length, crc32c(bytes, 0, bytes.length));
        }
    }

    static final int RUNS = 0;
    static final int CHECKSUMS = 1;
    static final int KEPT = 2;
    static final int ENTRIES = 3;
    private static final int SECTIONS = 4;

    /** {@code VarveSC}, and a byte that no text has. */
    private static final long MAGIC = 0x5661_7276_6553_4300L;

    private static final int VERSION = 1;

    /** Magic, version and length of the rest. */
    static final int PREFIX_BYTES = Long.BYTES + 2 * Integer.BYTES;

    byte[] encode() {
        FormOutput body = new FormOutput()
                .text(facts.fileName())
                .text(identity.log())
                .int64(identity.logId().getMostSignificantBits())
                .int64(identity.logId().getLeastSignificantBits())
                .int64(facts.rawBytes())
                .int64(facts.bytes())
                .raw(facts.digest())
                .raw(facts.previous().sha256())
                .raw(facts.chain().sha256())
                .int64(facts.minRecordedAtMicros())
                .int64(facts.maxRecordedAtMicros());
        Long minTime = facts.minTimeMicros();
        Long maxTime = facts.maxTimeMicros();
        if (minTime == null || maxTime == null) {
            body.number(0);
        } else {
            body.number(1).int64(minTime).int64(maxTime);
        }
        body.number(facts.progress().size());
        new TreeMap<>(facts.progress())
                .forEach((source, progress) -> body.text(source).sized(progress));
        for (Section section : sections) {
            body.int64(section.bytes()).int32(section.checksum());
        }
        FormOutput head =
                new FormOutput().int64(MAGIC).int32(VERSION).int32(body.size()).raw(body.toByteArray());
        byte[] bytes = head.toByteArray();
        return head.int32(crc32c(bytes, 0, bytes.length)).toByteArray();
    }

    /**
     * Length of the head, from its first {@link #PREFIX_BYTES} bytes.
     *
     * @throws DamagedFileException if they are not those of a sidecar
     */
    static long length(String location, ByteBuffer start) {
        if (start.remaining() < PREFIX_BYTES || start.getLong(start.position()) != MAGIC) {
            throw new DamagedFileException(location, "is not a sidecar");
        }
        int bodyBytes = start.getInt(start.position() + Long.BYTES + Integer.BYTES);
        if (bodyBytes < 0) {
            throw new DamagedFileException(location, "its head has " + bodyBytes + " bytes");
        }
        return PREFIX_BYTES + (long) bodyBytes + Integer.BYTES;
    }

    /**
     * The head at the beginning of the bytes.
     *
     * @throws DamagedFileException if it is cut short or damaged
     * @throws UnknownVersionException if it is whole, but of another version
     */
    static SidecarHead decode(String location, byte[] bytes) {
        long length = length(location, ByteBuffer.wrap(bytes));
        if (length > bytes.length) {
            throw new DamagedFileException(
                    location, "its head has " + length + " bytes, only " + bytes.length + " are there");
        }
        int checked = (int) length - Integer.BYTES;
        if (crc32c(bytes, 0, checked) != ByteBuffer.wrap(bytes).getInt(checked)) {
            throw new DamagedFileException(location, "its head does not match its checksum");
        }
        int version = ByteBuffer.wrap(bytes).getInt(Long.BYTES);
        if (version != VERSION) {
            throw new UnknownVersionException(location, version, VERSION);
        }
        try {
            FormInput in = new FormInput(ByteBuffer.wrap(bytes, PREFIX_BYTES, checked - PREFIX_BYTES));
            SidecarHead head = decode(in);
            if (in.hasMore()) {
                throw new IllegalArgumentException("it goes on behind its end");
            }
            requireConsistent(head);
            return head;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedFileException(location, "its head cannot be understood: " + e.getMessage(), e);
        }
    }

    /** Facts that contradict each other were never written. */
    private static void requireConsistent(SidecarHead head) {
        FileFacts facts = head.facts();
        Partition partition = facts.partition();
        Long minTime = facts.minTimeMicros();
        Long maxTime = facts.maxTimeMicros();
        boolean consistent = facts.bytes() > 0
                && facts.rawBytes() >= 0
                && facts.minRecordedAtMicros() >= partition.startMicros()
                && facts.minRecordedAtMicros() <= facts.maxRecordedAtMicros()
                && facts.maxRecordedAtMicros() < partition.endMicros()
                && (minTime == null || maxTime == null || minTime <= maxTime)
                && head.sections().stream()
                        .allMatch(section -> section.bytes() >= 0 && section.bytes() <= Integer.MAX_VALUE);
        if (!consistent) {
            throw new IllegalArgumentException("what it says of the file contradicts itself");
        }
        ChainLink link = facts.previous().next(facts.firstPosition(), facts.lastPosition(), facts.digest());
        if (!facts.chain().equals(link)) {
            throw new IllegalArgumentException("its link of the chain does not follow from the one before");
        }
    }

    long sectionBytes() {
        return sections.stream().mapToLong(Section::bytes).sum();
    }

    static int crc32c(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static SidecarHead decode(FormInput in) {
        EventFileName name = EventFileName.parse(in.text());
        String log = in.text();
        UUID logId = new UUID(in.int64(), in.int64());
        long rawBytes = in.int64();
        long bytes = in.int64();
        byte[] digest = in.raw(Sha256.BYTES);
        ChainLink previous = new ChainLink(in.raw(Sha256.BYTES));
        ChainLink chain = new ChainLink(in.raw(Sha256.BYTES));
        long minRecordedAt = in.int64();
        long maxRecordedAt = in.int64();
        long times = in.number();
        if (times > 1) {
            throw new IllegalArgumentException(times + " pairs of business times");
        }
        boolean timed = times == 1;
        @Nullable Long minTime = timed ? in.int64() : null;
        @Nullable Long maxTime = timed ? in.int64() : null;
        Map<String, byte[]> progress = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            if (progress.put(in.text(), in.sized()) != null) {
                throw new IllegalArgumentException("a source has two progresses");
            }
        }
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < SECTIONS; i++) {
            sections.add(new Section(in.int64(), in.int32()));
        }
        FileFacts facts = new FileFacts(
                name.format(),
                name.partition(),
                name.firstPosition(),
                name.lastPosition(),
                name.lastPosition() - name.firstPosition() + 1,
                rawBytes,
                bytes,
                name.sha256(),
                digest,
                previous,
                chain,
                minRecordedAt,
                maxRecordedAt,
                minTime,
                maxTime,
                progress);
        return new SidecarHead(
                new FileIdentity(log, logId, name.partition(), name.attempt()),
                facts,
                Collections.unmodifiableList(sections));
    }
}
