package io.varve.tiering.migration;

import io.varve.ingest.append.SourceProgress;
import io.varve.ingest.disk.Disk;
import io.varve.ingest.fault.FaultPoint;
import io.varve.ingest.hot.HotCursor;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.catalog.NewFile;
import io.varve.tiering.parquet.ChainLink;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.EventFileWriter;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.parquet.FileIdentity;
import io.varve.tiering.parquet.SealedFile;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Seals hot partitions into warm files: write, sync, read back and compare, add to the index, and commit, several
 * finished partitions at once.
 *
 * <p>Partitions are sealed and committed in order, since the hot tier is a suffix of the log and the digest chain goes
 * from file to file: one that fails holds up those after it.
 */
final class HotToWarm {

    private final MigrationContext context;
    private final List<SealedFile> uncommitted = new ArrayList<>();
    private ChainLink chain;
    private long sealedTo;

    HotToWarm(MigrationContext context) {
        this.context = context;
        CatalogView view = context.view();
        this.sealedTo = view.sealedTo();
        this.chain = chainAtEnd(view);
    }

    /** Seals the partition into one file, or several if it is very large; they wait for {@link #commit()}. */
    void seal(HotPartition hot) throws IOException {
        if (hot.firstPosition() != sealedTo) {
            throw new MoveFailedException("partition " + hot.partition() + " begins at position " + hot.firstPosition()
                    + ", what is sealed ends at " + sealedTo);
        }
        context.appender().raiseFloor(hot.partition().endMicros());
        FaultPoint.SEAL_STARTED.reach();
        Disk.createDirectories(context.warmDirectory());
        List<SealedFile> written = write(hot);
        for (SealedFile file : written) {
            compare(file);
            FaultPoint.SEAL_READ_BACK.reach();
            compareWithEarlierAttempts(file.facts());
            Sidecar sidecar = Sidecar.read(file.sidecar());
            context.sources().index().addFile(sidecar.entries(), file.facts().lastPosition() + 1);
            FaultPoint.SEAL_INDEXED.reach();
        }
        uncommitted.addAll(written);
        sealedTo = hot.endPosition();
        chain = written.get(written.size() - 1).facts().chain();
    }

    /** Names what was sealed in the catalog, all in one commit. From then on readers find it there. */
    void commit() {
        if (uncommitted.isEmpty()) {
            return;
        }
        context.appender().flushIndex();
        FaultPoint.SEAL_INDEX_FLUSHED.reach();
        List<NewFile> files = new ArrayList<>();
        for (SealedFile file : uncommitted) {
            files.add(newFile(file));
        }
        context.catalog().append(files);
        uncommitted.clear();
    }

    private List<SealedFile> write(HotPartition hot) throws IOException {
        List<SealedFile> written = new ArrayList<>();
        ChainLink previous = chain;
        long position = hot.firstPosition();
        try (HotCursor cursor = context.sources().hot().read(hot.firstPosition(), hot.endPosition())) {
            while (position < hot.endPosition()) {
                SealedFile file = writeFile(hot, cursor, previous);
                written.add(file);
                previous = file.facts().chain();
                position = file.facts().lastPosition() + 1;
            }
        }
        return written;
    }

    private SealedFile writeFile(HotPartition hot, HotCursor cursor, ChainLink previous) throws IOException {
        UUID logId = context.catalog().definition().id();
        FileIdentity identity = new FileIdentity(context.log(), logId, hot.partition(), Attempts.next());
        try (EventFileWriter writer = new EventFileWriter(
                context.warmDirectory(), identity, previous, context.settings().files())) {
            while (writer.rawBytes() < context.settings().fileRawBytes() && cursor.next()) {
                requireWithin(hot, cursor.recordedAtMicros(), cursor.position());
                writer.add(cursor.position(), cursor.version(), cursor.recordedAtMicros(), cursor.content());
                byte[] progress = cursor.batchProgress();
                if (progress != null && cursor.lastOfBatch()) {
                    SourceProgress source = SourceProgress.decode(progress);
                    writer.putProgress(source.source(), source.value());
                }
            }
            FaultPoint.SEAL_EVENTS_ADDED.reach();
            return writer.finish();
        }
    }

    private static void requireWithin(HotPartition hot, long recordedAtMicros, long position) {
        if (recordedAtMicros < hot.partition().startMicros()
                || recordedAtMicros >= hot.partition().endMicros()) {
            throw new MoveFailedException("event at position " + position + " does not lie in partition "
                    + hot.partition() + ", whose hot files hold it");
        }
    }

    /** Reads the file back, every byte of it, and compares what it says with what was read from the hot tier. */
    private static void compare(SealedFile file) throws IOException {
        Sidecar sidecar = Sidecar.read(file.sidecar());
        try (EventFileReader reader = EventFileReader.open(LocalByteSource.open(file.path()), sidecar)) {
            if (!Arrays.equals(reader.digest(), file.facts().digest())) {
                throw new MoveFailedException(
                        file.path() + " reads back with another digest than that of the events written to it");
            }
        }
    }

    /**
     * The same positions must always give the same digest: else what the hot tier gave has changed between two tries.
     */
    private void compareWithEarlierAttempts(FileFacts facts) throws IOException {
        String pattern = String.format(
                java.util.Locale.ROOT,
                "%s_%019d_%019d_*%s",
                facts.partition().name(),
                facts.firstPosition(),
                facts.lastPosition(),
                EventFileName.SIDECAR_SUFFIX);
        try (DirectoryStream<Path> attempts = Files.newDirectoryStream(context.warmDirectory(), pattern)) {
            for (Path attempt : attempts) {
                FileFacts earlier = Sidecar.readFacts(attempt);
                if (!Arrays.equals(earlier.digest(), facts.digest())) {
                    throw new MoveFailedException("an earlier attempt to seal partition " + facts.partition()
                            + " had another digest than this one: compare " + attempt + " with the hot tier");
                }
            }
        }
    }

    private ChainLink chainAtEnd(CatalogView view) {
        if (view.files().isEmpty()) {
            return ChainLink.start(context.catalog().definition().id());
        }
        CatalogFile last = view.files().get(view.files().size() - 1);
        return context.sources().files().facts(last).chain();
    }

    private static NewFile newFile(SealedFile file) {
        FileFacts facts = file.facts();
        return new NewFile(
                facts.partition(),
                file.path().toAbsolutePath().normalize().toUri(),
                facts.firstPosition(),
                facts.lastPosition(),
                facts.events(),
                facts.bytes(),
                facts.minRecordedAtMicros(),
                facts.maxRecordedAtMicros(),
                facts.minTimeMicros(),
                facts.maxTimeMicros(),
                facts.progress());
    }
}
