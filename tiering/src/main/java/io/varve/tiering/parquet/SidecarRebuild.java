package io.varve.tiering.parquet;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/**
 * Makes the sidecar of an event file again, from the file alone. The file proves itself: its SHA-256 must be the one in
 * its name, and its events must have the digest in its footer.
 */
public final class SidecarRebuild {

    private static final int CHUNK_BYTES = 1 << 20;

    private final ByteSource source;
    private final EventFileName name;

    private SidecarRebuild(ByteSource source, EventFileName name) {
        this.source = source;
        this.name = name;
    }

    /**
     * Reads the whole file twice and writes its sidecar into a directory, where it replaces the one that is there as a
     * whole; when this returns it survives a loss of power. It holds one run in memory.
     *
     * @param source the Parquet file; stays open
     * @param directory where the sidecar is to lie
     * @return the path of the sidecar
     * @throws DamagedFileException if the file is not the one of its name
     */
    public static Path rebuild(ByteSource source, Path directory) throws IOException {
        EventFileName name;
        try {
            name = EventFileName.parse(EventFileName.lastPart(source.location()));
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException(source.location(), "has not the name of an event file", e);
        }
        return new SidecarRebuild(source, name).into(directory);
    }

    private Path into(Path directory) throws IOException {
        int[] checksums = proveWhole();
        CheckedFile file = new CheckedFile(source, source.length(), checksums, new KeptBlocks(List.of()));
        ParquetMetadata footer = file.guard(() -> PageSource.readFooter(file));
        FooterFacts stated =
                file.guard(() -> FooterFacts.parse(footer.getFileMetaData().getKeyValueMetaData()));
        boolean named = stated.partition().equals(name.partition())
                && stated.firstPosition() == name.firstPosition()
                && stated.lastPosition() == name.lastPosition();
        if (!named) {
            throw file.damaged("its footer is that of " + FooterFacts.describe(stated.toMap()));
        }
        KeptBlocks kept = file.guard(() -> KeptBlocks.of(footer.getBlocks(), source.length(), (offset, length) -> {
            byte[] bytes = new byte[length];
            source.readFully(offset, bytes, 0, length);
            return bytes;
        }));
        FileSummary summary = new FileSummary();
        CanonicalDigest digest = new CanonicalDigest();
        Disk.createDirectories(directory);
        // Not the names that the writer of the file used: an earlier try may have left its parts.
        String parts = name.attempt() + "-" + UUID.randomUUID();
        try (SidecarWriter writer = new SidecarWriter(directory, parts)) {
            for (Run part : file.guard(() -> parts(footer))) {
                EventRows rows = file.guard(() -> decode(file, footer, part));
                Run run = file.guard(() -> survey(part, rows, digest, summary));
                writer.addRun(run, file.guard(() -> aggregates(rows)));
            }
            if (!Arrays.equals(digest.finish(), stated.digest())) {
                throw file.damaged("its events do not have the digest in its footer");
            }
            ChainLink chain = stated.previous().next(stated.firstPosition(), stated.lastPosition(), stated.digest());
            if (!chain.equals(stated.chain())) {
                throw file.damaged("the chain in its footer does not follow from its digest");
            }
            FileFacts facts =
                    summary.facts(name, source.length(), stated.digest(), stated.previous(), chain, stated.progress());
            file.guard(() -> {
                writer.requireRunsOf(facts);
                return facts;
            });
            Path sidecar = writer.finish(
                    new FileIdentity(stated.log(), stated.logId(), stated.partition(), name.attempt()),
                    facts,
                    checksums,
                    kept);
            Disk.syncDirectory(directory);
            return sidecar;
        }
    }

    /** Reads all bytes, compares their hash with that in the name, and gives the checksums of the blocks. */
    private int[] proveWhole() throws IOException {
        MessageDigest sha256 = Sha256.newDigest();
        BlockChecksums checksums = new BlockChecksums();
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, source.length())];
        for (long at = 0; at < source.length(); at += chunk.length) {
            int length = (int) Math.min(chunk.length, source.length() - at);
            source.readFully(at, chunk, 0, length);
            sha256.update(chunk, 0, length);
            checksums.add(chunk, 0, length);
        }
        if (!Arrays.equals(sha256.digest(), name.sha256())) {
            throw new DamagedFileException(source.location(), "does not have the SHA-256 in its name");
        }
        return checksums.finish();
    }

    /** The runs as far as the footer knows them. */
    private List<Run> parts(ParquetMetadata footer) {
        List<Run> parts = new ArrayList<>();
        long position = name.firstPosition();
        for (BlockMetaData rowGroup : footer.getBlocks()) {
            long bytes = rowGroup.getColumns().stream()
                    .mapToLong(ColumnChunkMetaData::getTotalSize)
                    .sum();
            int events = Math.toIntExact(rowGroup.getRowCount());
            parts.add(new Run(position, events, 0, 0, 0, rowGroup.getStartingPos(), bytes));
            position += events;
        }
        return parts;
    }

    private static EventRows decode(CheckedFile file, ParquetMetadata footer, Run part) throws IOException {
        RowDecoder columns = RowDecoder.ofRun(part);
        PageSource pages = new PageSource(file, footer);
        for (int i = 0; i < footer.getBlocks().size(); i++) {
            if (footer.getBlocks().get(i).getStartingPos() == part.offset()) {
                pages.decodeRun(i, columns);
            }
        }
        return new EventRows(columns);
    }

    private static Run survey(Run part, EventRows rows, CanonicalDigest digest, FileSummary summary) {
        long rawBytes = rows.addTo(digest);
        Run run = new Run(
                part.firstPosition(),
                part.events(),
                rawBytes,
                rows.recordedAtMicros(0),
                rows.recordedAtMicros(part.events() - 1),
                part.offset(),
                part.bytes());
        summary.add(run);
        for (int place = 0; place < rows.size(); place++) {
            if (rows.timed(place)) {
                summary.addTimes(rows.timeMicros(place), rows.timeMicros(place));
            }
        }
        return run;
    }

    /** The aggregates of the run in row order, which is the order of their numbers. */
    private static List<AggregateRows> aggregates(EventRows rows) {
        SubjectColumn subjects = rows.subjects();
        long[] firstVersions = new long[subjects.count()];
        int[] counts = new int[subjects.count()];
        Arrays.fill(firstVersions, Long.MAX_VALUE);
        for (int place = 0; place < rows.size(); place++) {
            int number = subjects.number(place);
            firstVersions[number] = Math.min(firstVersions[number], rows.version(place));
            counts[number]++;
        }
        List<AggregateRows> aggregates = new ArrayList<>(counts.length);
        Slice bytes = new Slice();
        for (int number = 0; number < counts.length; number++) {
            subjects.locate(number, bytes);
            aggregates.add(new AggregateRows(bytes.copy(), firstVersions[number], counts[number]));
        }
        return aggregates;
    }
}
