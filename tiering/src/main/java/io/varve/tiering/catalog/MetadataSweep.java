package io.varve.tiering.catalog;

import io.varve.ingest.fault.FaultPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Removes metadata files of one log a grace after they were first seen unnamed: what expired snapshots, merges and
 * failed commits leave behind. Never a data file. Runs under the log's lock, so that no commit is in progress.
 */
final class MetadataSweep {

    private final String log;
    private final Database database;
    private final Map<Long, List<String>> filesOfSnapshot = new HashMap<>();

    MetadataSweep(String log, Database database) {
        this.log = log;
        this.database = database;
    }

    void sweep(Table table, long nowMillis, long graceMillis) {
        if (!(table.io() instanceof SupportsPrefixOperations io)) {
            return;
        }
        TableOperations operations = ((HasTableOperations) table).operations();
        Set<String> named = named(operations.current(), table);
        Map<String, Long> noted = database.expiredMetadata(log);
        Set<String> settled = new HashSet<>(noted.keySet());
        List<String> newlyUnnamed = new ArrayList<>();
        Set<String> there = new HashSet<>();
        String prefix = operations.metadataFileLocation("");
        for (FileInfo file : io.listPrefix(prefix)) {
            String location = file.location();
            there.add(location);
            if (named.contains(location)) {
                continue;
            }
            long since = noted.getOrDefault(location, nowMillis);
            if (since <= nowMillis - graceMillis) {
                io.deleteFile(location);
                there.remove(location);
                FaultPoint.METADATA_FILE_DELETED.reach();
            } else {
                settled.remove(location);
                if (!noted.containsKey(location)) {
                    newlyUnnamed.add(location);
                }
            }
        }
        database.noteExpiredMetadata(log, newlyUnnamed, nowMillis);
        database.forgetExpiredMetadata(settled);
        database.keepProofs(prefix, there);
        FaultPoint.METADATA_SWEPT.reach();
    }

    private Set<String> named(TableMetadata metadata, Table table) {
        Set<String> named = new HashSet<>();
        named.add(metadata.metadataFileLocation());
        for (MetadataLogEntry previous : metadata.previousFiles()) {
            named.add(previous.file());
        }
        Set<Long> snapshots = new HashSet<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            snapshots.add(snapshot.snapshotId());
            named.addAll(filesOfSnapshot.computeIfAbsent(snapshot.snapshotId(), id -> files(snapshot, table)));
        }
        filesOfSnapshot.keySet().retainAll(snapshots);
        return named;
    }

    private static List<String> files(Snapshot snapshot, Table table) {
        List<String> files = new ArrayList<>();
        files.add(snapshot.manifestListLocation());
        for (ManifestFile manifest : snapshot.allManifests(table.io())) {
            files.add(manifest.path());
        }
        return files;
    }
}
