package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.day;
import static io.varve.tiering.catalog.SampleFiles.definition;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.Micros;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own reader on the table that Varve wrote. */
class EngineReadTest {

    private static final long EVENTS = 4;

    @TempDir
    Path directory;

    private Database database;

    @BeforeEach
    void openDatabase() {
        database = Database.open(directory);
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void rowsAreTheSameBeforeAndAfterAMoveAndFilesArePruned() throws IOException {
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(directory));
                JdbcCatalog engine = engine(catalog.jdbcUrl())) {
            LogCatalog log = catalog.create(definition("events"));
            log.append(List.of(write(0), write(1), write(2)));
            Table table = engine.loadTable(TableIdentifier.of("varve", "events"));
            List<String> before = rows(table);
            assertThat(before).hasSize(12).contains("0 account-0 opened", "11 account-1 opened");
            assertThat(planned(table, Expressions.equal("position", 5))).isEqualTo(1);
            assertThat(planned(table, Expressions.greaterThanOrEqual("recordedAt", day(1).startMicros())))
                    .isEqualTo(2);
            assertThat(planned(table, Expressions.isNull("id"))).isZero();
            assertThat(planned(table, Expressions.equal("time", day(0).startMicros())))
                    .isEqualTo(1);

            CatalogFile first = log.view().files().get(0);
            Path restored = directory.resolve("warm/restored.parquet");
            Files.move(Path.of(first.location()), restored);
            log.move(List.of(new Move(first, restored.toUri(), Tier.WARM)));
            table.refresh();
            assertThat(rows(table)).containsExactlyInAnyOrderElementsOf(before);

            log.expire(Instant.now().plus(Duration.ofHours(1)), Duration.ZERO);
            table.refresh();
            assertThat(rows(table)).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    @Test
    void expiryNeverTouchesADataFile() throws IOException {
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(directory))) {
            LogCatalog log = catalog.create(definition("events"));
            log.append(List.of(write(0)));
            URI left = log.view().files().get(0).location();
            log.move(List.of(new Move(log.view().files().get(0), SampleFiles.cold(0), Tier.COLD)));
            Retained retained = log.expire(Instant.now().plus(Duration.ofHours(1)), Duration.ZERO);
            assertThat(retained.locations()).doesNotContain(left);
            assertThat(Path.of(left)).exists();
        }
    }

    private JdbcCatalog engine(String jdbcUrl) {
        Locations locations = Locations.relativeTo(directory);
        JdbcCatalog engine = new JdbcCatalog(unused -> new LocalFileIO(locations, database), null, true);
        engine.initialize(
                "varve",
                Map.of(
                        CatalogProperties.URI,
                        jdbcUrl,
                        CatalogProperties.WAREHOUSE_LOCATION,
                        "metadata",
                        "jdbc.schema-version",
                        "V1"));
        return engine;
    }

    private static List<String> rows(Table table) throws IOException {
        List<String> rows = new ArrayList<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            for (Record record : records) {
                rows.add(
                        record.getField("position") + " " + record.getField("subject") + " " + record.getField("type"));
            }
        }
        return rows;
    }

    private static int planned(Table table, Expression filter) throws IOException {
        int files = 0;
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().filter(filter).planFiles()) {
            for (FileScanTask unused : tasks) {
                files++;
            }
        }
        return files;
    }

    private NewFile write(int day) throws IOException {
        LocalFileIO io = new LocalFileIO(Locations.relativeTo(directory), database);
        String name = "warm/day-" + day + ".parquet";
        long start = day(day).startMicros();
        FileAppender<Record> appender = Parquet.write(io.newOutputFile(name))
                .schema(EventTable.SCHEMA)
                .createWriterFunc(GenericParquetWriter::create)
                .build();
        try (appender) {
            for (int i = 0; i < EVENTS; i++) {
                appender.add(event(day * EVENTS + i, start + i));
            }
        }
        return new NewFile(
                day(day),
                directory.resolve(name).toUri(),
                day * EVENTS,
                day * EVENTS + EVENTS - 1,
                EVENTS,
                appender.length(),
                start,
                start + EVENTS - 1,
                start,
                start + EVENTS - 1,
                Map.of());
    }

    private static Record event(long position, long micros) {
        GenericRecord record = GenericRecord.create(EventTable.SCHEMA);
        record.setField("position", position);
        record.setField("version", position / 2);
        record.setField("id", "e" + position);
        record.setField("source", "/bank");
        record.setField("subject", "account-" + position % 2);
        record.setField("type", "opened");
        record.setField("time", Micros.instant(micros).atOffset(ZoneOffset.UTC));
        record.setField("recordedAt", Micros.instant(micros).atOffset(ZoneOffset.UTC));
        record.setField("data", ByteBuffer.wrap(new byte[] {1, 2}));
        record.setField("extensions", Map.of("traceparent", "x"));
        return record;
    }
}
