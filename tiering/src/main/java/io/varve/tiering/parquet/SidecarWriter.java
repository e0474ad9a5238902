package io.varve.tiering.parquet;

import io.varve.ingest.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes a sidecar. The entries, which may be many, wait in a file of their own until all facts are known. Not
 * thread-safe.
 */
final class SidecarWriter implements AutoCloseable {

    private final Path directory;
    private final Path entriesPath;
    private final Path part;
    private final FileChannel entries;
    private final CRC32C entriesCrc = new CRC32C();
    private final List<RunTable.Row> rows = new ArrayList<>();

    /**
     * Its files in the making lie in the directory and end in {@code .part}.
     *
     * @param parts how their names begin
     */
    SidecarWriter(Path directory, String parts) throws IOException {
        this.directory = directory;
        this.entriesPath = directory.resolve(parts + ".entries.part");
        this.part = directory.resolve(parts + ".sidecar.part");
        this.entries = FileChannel.open(
                entriesPath, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Adds the next run. */
    void addRun(Run run, List<AggregateRows> aggregates) throws IOException {
        byte[] stored = EntrySegment.encode(aggregates);
        rows.add(new RunTable.Row(run, stored.length));
        entriesCrc.update(stored);
        write(entriesPath, entries, stored);
    }

    List<Run> runs() {
        return new RunTable(rows).runs();
    }

    /**
     * @throws IllegalArgumentException if the runs do not make up the file, so that no reader would take the sidecar
     */
    void requireRunsOf(FileFacts facts) {
        new RunTable(rows)
                .requireThoseOf(
                        facts, rows.stream().mapToLong(RunTable.Row::entryBytes).sum());
    }

    /** Writes the sidecar of the file beside it, synced but for its directory. */
    Path finish(FileIdentity identity, FileFacts facts, int[] checksums, KeptBlocks kept) throws IOException {
        byte[] runTable = new RunTable(rows).encode();
        byte[] checksumBytes = BlockChecksums.toBytes(checksums);
        byte[] keptBytes = kept.encode();
        SidecarHead head = new SidecarHead(
                identity,
                facts,
                List.of(
                        SidecarHead.Section.of(runTable),
                        SidecarHead.Section.of(checksumBytes),
                        SidecarHead.Section.of(keptBytes),
                        new SidecarHead.Section(entries.size(), (int) entriesCrc.getValue())));
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(part, out, head.encode());
            write(part, out, runTable);
            write(part, out, checksumBytes);
            write(part, out, keptBytes);
            Disk.about(Disk.Access.READ, entriesPath);
            for (long at = 0; at < entries.size(); ) {
                at += entries.transferTo(at, entries.size() - at, out);
            }
            Disk.sync(part, out);
        }
        Path target = directory.resolve(facts.fileName() + EventFileName.SIDECAR_SUFFIX);
        Disk.move(part, target);
        return target;
    }

    @Override
    public void close() throws IOException {
        try {
            entries.close();
        } finally {
            Files.deleteIfExists(entriesPath);
            Files.deleteIfExists(part);
        }
    }

    private static void write(Path path, FileChannel channel, byte[] bytes) throws IOException {
        Disk.write(path, channel, ByteBuffer.wrap(bytes));
    }
}
