package io.varve.tiering.recovery;

import io.varve.ingest.append.SourceProgress;
import io.varve.ingest.disk.Disk;
import io.varve.ingest.hot.HotBatch;
import io.varve.ingest.hot.HotEvent;
import io.varve.tiering.bucket.CatalogManifest;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.parquet.ChainLink;
import io.varve.tiering.parquet.EventFileReader;
import io.varve.tiering.parquet.EventFileSettings;
import io.varve.tiering.parquet.EventFileWriter;
import io.varve.tiering.parquet.FileIdentity;
import io.varve.tiering.parquet.SealedFile;
import io.varve.tiering.parquet.Sidecar;
import io.varve.tiering.protection.SegmentReader;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Seals a file again that was on local disk only, from segments that hold its events. It has another name, and the same
 * positions, digest and chain link.
 */
final class SealedAnew {

    private final LogDefinition definition;
    private final SegmentReader segments;
    private final Path directory;

    SealedAnew(LogDefinition definition, SegmentReader segments, Path directory) {
        this.definition = definition;
        this.segments = segments;
        this.directory = directory;
    }

    /** The file; null if not all of its events can be read, and then nothing is left of it. */
    @Nullable
    SealedFile seal(CatalogManifest.Entry entry, ChainLink previous) throws IOException {
        Disk.createDirectories(directory);
        FileIdentity identity = new FileIdentity(
                definition.name(),
                definition.id(),
                entry.partition(),
                UUID.randomUUID().toString());
        try (EventFileWriter writer =
                new EventFileWriter(directory, identity, previous, EventFileSettings.defaults())) {
            long position = entry.firstPosition();
            while (position <= entry.lastPosition()) {
                HotBatch batch = segments.batchFrom(position);
                if (batch == null) {
                    return null;
                }
                position = write(batch, entry.lastPosition(), writer);
            }
            SealedFile sealed = writer.finish();
            compare(sealed);
            return sealed;
        }
    }

    private static long write(HotBatch batch, long lastPosition, EventFileWriter writer) throws IOException {
        long position = batch.firstPosition();
        for (HotEvent event : batch.events()) {
            if (position > lastPosition) {
                return position;
            }
            writer.add(position++, event.version(), batch.recordedAtMicros(), event.content());
        }
        byte[] bytes = batch.progress();
        if (bytes != null) {
            SourceProgress progress = SourceProgress.decode(bytes);
            writer.putProgress(progress.source(), progress.value());
        }
        return position;
    }

    private static void compare(SealedFile file) throws IOException {
        Sidecar sidecar = Sidecar.read(file.sidecar().toString(), Files.readAllBytes(file.sidecar()));
        try (EventFileReader reader = EventFileReader.open(LocalByteSource.open(file.path()), sidecar)) {
            if (!Arrays.equals(reader.digest(), file.facts().digest())) {
                throw new RecoveryException(file.path() + " reads back with another digest than that of its events");
            }
        }
    }
}
