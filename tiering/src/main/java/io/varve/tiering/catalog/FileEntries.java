package io.varve.tiering.catalog;

import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Files as manifests hold them, in both directions. Immutable. */
final class FileEntries {

    private static final Type POSITION = Types.LongType.get();
    private static final Type MICROS = Types.TimestampType.withZone();
    private static final List<Integer> ALWAYS_THERE = List.of(1, 2, 3, 4, 5, 6, EventTable.RECORDED_AT);

    private final PartitionSpec spec;
    private final PartitionUnit unit;
    private final Locations locations;

    FileEntries(PartitionSpec spec, PartitionUnit unit, Locations locations) {
        this.spec = spec;
        this.unit = unit;
        this.locations = locations;
    }

    DataFile entry(CatalogFile file) {
        if (file.partition().unit() != unit) {
            throw new IllegalArgumentException(
                    file.location() + ": partition " + file.partition() + " is not a " + unit.text());
        }
        PartitionData partition = new PartitionData(spec.partitionType());
        partition.set(0, ordinal(file.partition()));
        return DataFiles.builder(spec)
                .withPath(locations.stored(file.location()))
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(file.bytes())
                .withPartition(partition)
                .withMetrics(metrics(file))
                .build();
    }

    /** Hours, days or months since 1970, as Iceberg counts them. */
    private static int ordinal(Partition partition) {
        return switch (partition.unit()) {
            case HOUR -> Transforms.<Long>hour().bind(MICROS).apply(partition.startMicros());
            case DAY -> Transforms.<Long>day().bind(MICROS).apply(partition.startMicros());
            case MONTH -> Transforms.<Long>month().bind(MICROS).apply(partition.startMicros());
        };
    }

    private static Metrics metrics(CatalogFile file) {
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        for (int field : ALWAYS_THERE) {
            values.put(field, file.events());
            nulls.put(field, 0L);
        }
        Map<Integer, ByteBuffer> lower = new HashMap<>();
        Map<Integer, ByteBuffer> upper = new HashMap<>();
        lower.put(EventTable.POSITION, Conversions.toByteBuffer(POSITION, file.firstPosition()));
        upper.put(EventTable.POSITION, Conversions.toByteBuffer(POSITION, file.lastPosition()));
        lower.put(EventTable.RECORDED_AT, Conversions.toByteBuffer(MICROS, file.minRecordedAtMicros()));
        upper.put(EventTable.RECORDED_AT, Conversions.toByteBuffer(MICROS, file.maxRecordedAtMicros()));
        values.put(EventTable.TIME, file.events());
        Long minTime = file.minTimeMicros();
        Long maxTime = file.maxTimeMicros();
        if (minTime == null || maxTime == null) {
            nulls.put(EventTable.TIME, file.events());
        } else {
            lower.put(EventTable.TIME, Conversions.toByteBuffer(MICROS, minTime));
            upper.put(EventTable.TIME, Conversions.toByteBuffer(MICROS, maxTime));
        }
        return new Metrics(file.events(), null, values, nulls, null, lower, upper);
    }

    /** The files of the current snapshot in the order of their positions: reads every manifest once. */
    List<CatalogFile> scan(Table table) {
        List<CatalogFile> files = new ArrayList<>();
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            return files;
        }
        if (!snapshot.deleteManifests(table.io()).isEmpty()) {
            throw new CatalogException("table " + table.name() + " has delete files; an event is never deleted");
        }
        for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
            try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, table.io(), table.specs())) {
                reader.forEach(entry -> files.add(file(entry)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + manifest.path(), e);
            }
        }
        files.sort(Comparator.comparingLong(CatalogFile::firstPosition));
        return files;
    }

    /** The places that the snapshot's commit took files away from: reads the manifests that it wrote. */
    List<URI> removedBy(Table table, long snapshotId) {
        List<URI> removed = new ArrayList<>();
        SnapshotChanges changes = SnapshotChanges.builderFor(table)
                .snapshot(table.snapshot(snapshotId))
                .build();
        changes.removedDataFiles().forEach(entry -> removed.add(locations.resolved(entry.location())));
        return removed;
    }

    private CatalogFile file(DataFile entry) {
        URI location = locations.resolved(entry.location());
        Long first = bound(entry.lowerBounds(), EventTable.POSITION, POSITION);
        Long last = bound(entry.upperBounds(), EventTable.POSITION, POSITION);
        Long minRecordedAt = bound(entry.lowerBounds(), EventTable.RECORDED_AT, MICROS);
        Long maxRecordedAt = bound(entry.upperBounds(), EventTable.RECORDED_AT, MICROS);
        if (first == null || last == null || minRecordedAt == null || maxRecordedAt == null) {
            throw new CatalogException(location + " stands in the table without bounds of position and recordedAt:"
                    + " it was not put there by Varve");
        }
        return new CatalogFile(
                Partition.of(unit, minRecordedAt),
                Locations.tierOf(location),
                location,
                first,
                last,
                entry.recordCount(),
                entry.fileSizeInBytes(),
                minRecordedAt,
                maxRecordedAt,
                bound(entry.lowerBounds(), EventTable.TIME, MICROS),
                bound(entry.upperBounds(), EventTable.TIME, MICROS));
    }

    private static @Nullable Long bound(@Nullable Map<Integer, ByteBuffer> bounds, int field, Type type) {
        ByteBuffer bytes = bounds == null ? null : bounds.get(field);
        return bytes == null ? null : Conversions.<Long>fromByteBuffer(type, bytes);
    }
}
