package io.varve.tiering.parquet;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.MalformedEventException;
import io.varve.ingest.event.Micros;
import io.varve.ingest.fault.FaultPoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * Writes the events of one partition, or of a part of it, to an event file and its sidecar. It holds one run in memory:
 * at most 128 MiB of contents and some 30 MiB beside. Not thread-safe.
 *
 * <p>Until {@link #finish} its files are named {@code <attempt>...part}; closing it before removes them.
 */
public final class EventFileWriter implements AutoCloseable {

    private static final int INDEX_TRUNCATE_BYTES = 64;

    private final Path directory;
    private final FileIdentity identity;
    private final ChainLink previous;
    private final EventFileSettings settings;
    private final long startMicros;
    private final long endMicros;
    private final Path part;
    private final FingerprintedOutput output;
    private final ParquetFileWriter parquet;
    private final RunWriter runWriter;
    private final SidecarWriter sidecar;
    private final RunBuffer run = new RunBuffer();
    private final FileSummary summary = new FileSummary();
    private final CanonicalDigest digest = new CanonicalDigest();
    private final Map<String, byte[]> progress = new HashMap<>();
    private long firstPosition = -1;
    private long nextPosition = -1;
    private long lastRecordedAt;
    private long rawBytes;
    private boolean finished;

    /**
     * Begins the file.
     *
     * @param directory where file and sidecar are to lie
     * @param previous link of the chain before the first event
     */
    public EventFileWriter(Path directory, FileIdentity identity, ChainLink previous, EventFileSettings settings)
            throws IOException {
        this.directory = directory;
        this.identity = identity;
        this.previous = previous;
        this.settings = settings;
        this.startMicros = identity.partition().startMicros();
        this.endMicros = identity.partition().endMicros();
        this.part = directory.resolve(identity.attempt() + ".part");
        this.sidecar = new SidecarWriter(directory, identity.attempt());
        try {
            this.output = new FingerprintedOutput(part);
        } catch (IOException | RuntimeException e) {
            sidecar.close();
            throw e;
        }
        this.parquet = new ParquetFileWriter(
                output,
                EventSchema.MESSAGE,
                ParquetFileWriter.Mode.CREATE,
                ParquetWriter.DEFAULT_BLOCK_SIZE,
                0,
                INDEX_TRUNCATE_BYTES,
                INDEX_TRUNCATE_BYTES,
                true);
        parquet.start();
        this.runWriter = new RunWriter(parquet, settings);
    }

    /**
     * Adds the next event.
     *
     * @param position one more than that of the event before
     * @param version one more than that of the aggregate's event before
     * @param recordedAtMicros not before that of the event before, inside the partition
     * @param content the event in the form of {@link io.varve.ingest.event.EventCodec}
     * @throws MalformedEventException if the content is not that of an event
     * @throws IllegalArgumentException if one of the numbers is out of order
     */
    public void add(long position, long version, long recordedAtMicros, byte[] content) throws IOException {
        check(position, version, recordedAtMicros);
        if (run.size() > 0
                && (run.size() == settings.runEvents() || run.rawBytes() + content.length > settings.runRawBytes())) {
            endRun();
        }
        run.add(position, version, recordedAtMicros, content);
        digest.add(position, version, recordedAtMicros, content, 0, content.length);
        if (firstPosition < 0) {
            firstPosition = position;
        }
        nextPosition = position + 1;
        lastRecordedAt = recordedAtMicros;
        rawBytes += content.length;
    }

    /** States how far a source had come with the event added last; the newest statement counts. */
    public void putProgress(String source, byte[] value) {
        progress.put(source, value.clone());
    }

    /** Bytes of all contents so far. */
    public long rawBytes() {
        return rawBytes;
    }

    /**
     * Completes file and sidecar and gives them their names; when it returns both survive a loss of power.
     *
     * @throws IllegalStateException if no event was added
     */
    public SealedFile finish() throws IOException {
        if (firstPosition < 0) {
            throw new IllegalStateException("no event was added to " + part);
        }
        endRun();
        long lastPosition = nextPosition - 1;
        byte[] eventDigest = digest.finish();
        ChainLink chain = previous.next(firstPosition, lastPosition, eventDigest);
        parquet.end(new FooterFacts(
                        identity.log(),
                        identity.logId(),
                        identity.partition(),
                        firstPosition,
                        lastPosition,
                        eventDigest,
                        previous,
                        chain,
                        progress)
                .toMap());
        EventFileName name = new EventFileName(
                identity.partition(),
                firstPosition,
                lastPosition,
                identity.attempt(),
                HexFormat.of().formatHex(output.sha256()));
        FileFacts facts = summary.facts(name, output.getPos(), eventDigest, previous, chain, progress);
        Path path = directory.resolve(name.format());
        FaultPoint.SEAL_FILE_WRITTEN.reach();
        Disk.move(part, path);
        FaultPoint.SEAL_FILE_RENAMED.reach();
        Path sidecarPath = sidecar.finish(identity, facts, output.checksums(), keptBlocks(path));
        FaultPoint.SEAL_SIDECAR_RENAMED.reach();
        Disk.syncDirectory(directory);
        finished = true;
        FaultPoint.SEAL_FILE_DONE.reach();
        return new SealedFile(path, sidecarPath, facts);
    }

    /** Ends the work; what is not finished is removed. */
    @Override
    public void close() throws IOException {
        try (sidecar;
                runWriter) {
            if (!finished) {
                parquet.abort();
                output.abandon();
                Files.deleteIfExists(part);
            }
            parquet.close();
        }
    }

    private void check(long position, long version, long recordedAtMicros) {
        if (nextPosition >= 0 ? position != nextPosition : position < 0) {
            throw new IllegalArgumentException("position is " + position + ", must be " + Math.max(nextPosition, 0));
        }
        if (version < 0) {
            throw new IllegalArgumentException("version is " + version + " at position " + position);
        }
        long from = firstPosition < 0 ? startMicros : lastRecordedAt;
        if (recordedAtMicros < from || recordedAtMicros >= endMicros) {
            throw new IllegalArgumentException("recordedAt is " + Micros.text(recordedAtMicros) + " at position "
                    + position + ", must be from " + Micros.text(from) + " to " + Micros.text(endMicros));
        }
    }

    private void endRun() throws IOException {
        long offset = output.getPos();
        run.sort();
        runWriter.write(run);
        Run written = new Run(
                run.firstPosition(),
                run.size(),
                run.rawBytes(),
                run.minRecordedAtMicros(),
                run.maxRecordedAtMicros(),
                offset,
                output.getPos() - offset);
        sidecar.addRun(written, run.aggregates());
        summary.add(written);
        if (run.values(ContentFields.TIME) > 0) {
            summary.addTimes(run.minTimeMicros(), run.maxTimeMicros());
        }
        run.clear();
    }

    private KeptBlocks keptBlocks(Path path) throws IOException {
        Disk.about(Disk.Access.READ, path);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            return KeptBlocks.of(parquet.getFooter().getBlocks(), output.getPos(), (offset, length) -> {
                byte[] bytes = new byte[length];
                file.seek(offset);
                file.readFully(bytes);
                return bytes;
            });
        }
    }
}
