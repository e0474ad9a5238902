package io.varve.tiering.catalog;

import io.varve.tiering.partition.PartitionUnit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** The words of the table, as docs/format-catalog.md has them: columns, partition spec, properties. */
final class EventTable {

    static final int POSITION = 1;
    static final int TIME = 7;
    static final int RECORDED_AT = 9;

    static final Schema SCHEMA = new Schema(
            NestedField.required(POSITION, "position", Types.LongType.get()),
            NestedField.required(2, "version", Types.LongType.get()),
            NestedField.required(3, "id", Types.StringType.get()),
            NestedField.required(4, "source", Types.StringType.get()),
            NestedField.required(5, "subject", Types.StringType.get()),
            NestedField.required(6, "type", Types.StringType.get()),
            NestedField.optional(TIME, "time", Types.TimestampType.withZone()),
            NestedField.optional(8, "timeText", Types.StringType.get()),
            NestedField.required(RECORDED_AT, "recordedAt", Types.TimestampType.withZone()),
            NestedField.optional(10, "datacontenttype", Types.StringType.get()),
            NestedField.optional(11, "dataschema", Types.StringType.get()),
            NestedField.optional(12, "data", Types.BinaryType.get()),
            NestedField.optional(
                    13,
                    "extensions",
                    Types.MapType.ofRequired(14, 15, Types.StringType.get(), Types.StringType.get())));

    static final String FORMAT = "1";
    static final String COMMIT_ID = "varve.commit-id";
    static final String COMMITS = "varve.commits";
    static final String SEALED_TO = "varve.sealed-to";

    private static final String FORMAT_KEY = "varve.format";
    private static final String ID = "varve.log.id";
    private static final String UNIT = "varve.partition-unit";
    private static final String HOT = "varve.hot";
    private static final String WARM = "varve.warm";
    private static final String HOLD = "varve.hold.";
    private static final String PROGRESS = "varve.progress.";

    private EventTable() {}

    static PartitionSpec spec(PartitionUnit unit) {
        PartitionSpec.Builder builder = PartitionSpec.builderFor(SCHEMA);
        String column = "recordedAt";
        return switch (unit) {
            case HOUR -> builder.hour(column).build();
            case DAY -> builder.day(column).build();
            case MONTH -> builder.month(column).build();
        };
    }

    /** The properties that a new table is created with. */
    static Map<String, String> initial(LogDefinition definition) {
        Map<String, String> properties = new LinkedHashMap<>(policy(definition));
        properties.put(FORMAT_KEY, FORMAT);
        properties.put(ID, definition.id().toString());
        properties.put(UNIT, definition.unit().text());
        properties.put(COMMITS, "0");
        properties.put("format-version", "2");
        // no engine may remove a data file on its own account: Varve alone does, by its third law
        properties.put("gc.enabled", "false");
        // a commit is never retried on a table that another has changed: positions would no longer be dense
        properties.put("commit.retry.num-retries", "0");
        properties.put("write.metadata.delete-after-commit.enabled", "true");
        properties.put("write.metadata.previous-versions-max", "20");
        properties.put("write.metadata.compression-codec", "gzip");
        // a move rewrites the manifest that names the file: small manifests keep that cheap
        properties.put("commit.manifest.target-size-bytes", Integer.toString(64 * 1024));
        properties.put("commit.manifest.min-count-to-merge", "20");
        properties.put("write.parquet.compression-codec", "zstd");
        return properties;
    }

    static Map<String, String> policy(LogDefinition definition) {
        return Map.of(HOT, definition.hot().toString(), WARM, definition.warm().toString());
    }

    static LogDefinition definition(String name, Map<String, String> properties) {
        String format = property(name, properties, FORMAT_KEY);
        if (!format.equals(FORMAT)) {
            throw new CatalogException(
                    "log '" + name + "' has catalog format " + format + ", this Varve reads " + FORMAT);
        }
        try {
            return new LogDefinition(
                    name,
                    UUID.fromString(property(name, properties, ID)),
                    PartitionUnit.parse(property(name, properties, UNIT)),
                    Duration.parse(property(name, properties, HOT)),
                    Duration.parse(property(name, properties, WARM)));
        } catch (RuntimeException e) {
            throw new CatalogException("log '" + name + "' has damaged table properties: " + e.getMessage(), e);
        }
    }

    static String property(String name, Map<String, String> properties, String key) {
        String value = properties.get(key);
        if (value == null) {
            throw new CatalogException("log '" + name + "': the table has no property " + key);
        }
        return value;
    }

    /** A view of these files with number, holds and progress out of the properties. */
    static CatalogView view(String name, Map<String, String> properties, List<CatalogFile> files) {
        Map<String, Instant> holds = new HashMap<>();
        Map<String, byte[]> progress = new HashMap<>();
        properties.forEach((key, value) -> {
            if (key.startsWith(HOLD)) {
                holds.put(key.substring(HOLD.length()), Instant.parse(value));
            } else if (key.startsWith(PROGRESS)) {
                progress.put(
                        key.substring(PROGRESS.length()), Base64.getDecoder().decode(value));
            }
        });
        return new CatalogView(Long.parseLong(property(name, properties, COMMITS)), files, holds, progress);
    }

    /**
     * Compares the view with what the snapshot that it was read from says in the table's metadata: a manifest or a
     * manifest list that lacks its end would else read as a shorter log.
     *
     * @throws CatalogException if files are missing
     */
    static void requireWhole(CatalogView view, @Nullable Snapshot snapshot) {
        if (snapshot != null) {
            requireEqual(view.sealedTo(), SEALED_TO, snapshot);
            requireEqual(view.sealedTo(), SnapshotSummary.TOTAL_RECORDS_PROP, snapshot);
            requireEqual(view.files().size(), SnapshotSummary.TOTAL_DATA_FILES_PROP, snapshot);
        }
    }

    private static void requireEqual(long found, String key, Snapshot snapshot) {
        String stated = snapshot.summary().get(key);
        if (stated != null && !stated.equals(Long.toString(found))) {
            throw new CatalogException("the manifests of table snapshot " + snapshot.snapshotId() + " ("
                    + snapshot.manifestListLocation() + ") are damaged: " + key + " is " + stated + ", they give "
                    + found);
        }
    }

    static Map<String, String> progress(List<NewFile> files) {
        Map<String, String> properties = new HashMap<>();
        for (NewFile file : files) {
            file.progress()
                    .forEach((source, bytes) -> properties.put(
                            PROGRESS + source,
                            new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII)));
        }
        return properties;
    }

    static Map<String, String> holdsSet(HoldChanges changes) {
        Map<String, String> properties = new HashMap<>();
        changes.set().forEach((partition, until) -> properties.put(HOLD + partition.name(), until.toString()));
        return properties;
    }

    static List<String> holdsCleared(HoldChanges changes) {
        List<String> keys = new ArrayList<>();
        changes.clear().forEach(partition -> keys.add(HOLD + partition.name()));
        return keys;
    }
}
