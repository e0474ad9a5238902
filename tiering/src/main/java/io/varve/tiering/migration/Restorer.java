package io.varve.tiering.migration;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.fault.FaultPoint;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.HoldChanges;
import io.varve.tiering.catalog.Move;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectStoreException;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings cold files back to local disk: download, compare, commit together with a hold that keeps them there. */
final class Restorer {

    private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

    private final MigrationContext context;

    Restorer(MigrationContext context) {
        this.context = context;
    }

    RestoreResult restore(List<Partition> partitions, Instant until, MigrationListener listener) throws IOException {
        Map<Partition, List<CatalogFile>> files = new LinkedHashMap<>();
        for (Partition partition : partitions) {
            files.put(partition, filesOf(partition));
        }
        List<Partition> restored = new ArrayList<>();
        List<Partition> alreadyWarm = new ArrayList<>();
        int index = 0;
        for (Map.Entry<Partition, List<CatalogFile>> entry : files.entrySet()) {
            Partition partition = entry.getKey();
            List<CatalogFile> cold =
                    entry.getValue().stream().filter(f -> f.tier() == Tier.COLD).toList();
            if (cold.isEmpty()) {
                context.catalog().setHold(partition, until);
                alreadyWarm.add(partition);
                continue;
            }
            restorePartition(partition, cold, until, listener, index++, files.size());
            restored.add(partition);
        }
        return new RestoreResult(restored, alreadyWarm, until);
    }

    private void restorePartition(
            Partition partition,
            List<CatalogFile> cold,
            Instant until,
            MigrationListener listener,
            int index,
            int total)
            throws IOException {
        CatalogFile first = cold.get(0);
        CatalogFile last = cold.get(cold.size() - 1);
        PlannedMove move = new PlannedMove(
                partition,
                Tier.COLD,
                Tier.WARM,
                first.firstPosition(),
                last.lastPosition(),
                last.lastPosition() - first.firstPosition() + 1);
        listener.started(move, index, total);
        List<Move> moves = new ArrayList<>();
        for (CatalogFile file : cold) {
            Path local = download(file);
            moves.add(new Move(file, local.toUri(), Tier.WARM));
        }
        FaultPoint.RESTORE_DOWNLOADED.reach();
        context.catalog().move(moves, new HoldChanges(Map.of(partition, until), Set.of()));
        FaultPoint.RESTORE_COMMITTED.reach();
        listener.done(move);
    }

    private Path download(CatalogFile file) throws IOException {
        Disk.createDirectories(context.warmDirectory());
        String key = context.cold().key(file.location());
        String name = key.substring(key.lastIndexOf('/') + 1);
        Path local = context.warmDirectory().resolve(name).toAbsolutePath().normalize();
        context.cold().download(key, local);
        FaultPoint.RESTORE_FILE_DOWNLOADED.reach();
        try (LocalByteSource bytes = LocalByteSource.open(local)) {
            if (!Arrays.equals(
                    WholeFile.sha256(bytes), EventFileName.parse(name).sha256())) {
                throw new MoveFailedException(
                        file.location() + " came back with another SHA-256 than the one in its name");
            }
        }
        try {
            context.cold()
                    .download(
                            key + EventFileName.SIDECAR_SUFFIX,
                            local.resolveSibling(name + EventFileName.SIDECAR_SUFFIX));
        } catch (NoSuchObjectException e) {
            sidecarIsLeftOut(e);
        } catch (ObjectStoreException e) {
            if (e.kind() != ObjectStoreException.Kind.DAMAGED) {
                throw e;
            }
            sidecarIsLeftOut(e);
        }
        Disk.syncDirectory(context.warmDirectory());
        return local;
    }

    private static void sidecarIsLeftOut(IOException reason) {
        LOG.warn("{}: the first reader of the restored file makes its sidecar again", reason.getMessage());
    }

    private List<CatalogFile> filesOf(Partition partition) {
        List<CatalogFile> files = context.view().files().stream()
                .filter(file -> file.partition().equals(partition))
                .toList();
        if (files.isEmpty()) {
            boolean hot = HotPartition.of(
                            context.catalog().definition().unit(),
                            context.sources().hot().cycles(context.view().sealedTo()),
                            context.view().sealedTo(),
                            context.sources().head().getAsLong())
                    .stream()
                    .anyMatch(p -> p.partition().equals(partition));
            throw new MoveFailedException(
                    hot
                            ? "partition " + partition + " is hot: there is nothing to restore"
                            : "log '" + context.log() + "' has no partition " + partition);
        }
        return files;
    }
}
