package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.RecordedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page indexes and bloom filters tell other engines is true: they skip pages because of it. */
class PageIndexTest {

    private static final int PAGE_ROWS = 50;

    private static final Map<String, Function<RecordedEvent, Object>> NUMBERS = Map.of(
            "position", RecordedEvent::position,
            "version", RecordedEvent::version,
            "recordedAt", RecordedEvent::recordedAtMicros);

    @TempDir
    Path directory;

    @Test
    void pagesHoldWhatTheirIndexTells() throws IOException {
        LoggedEvents log = LoggedEvents.random(new Random(21), 3_000);
        EventFileSettings settings = new EventFileSettings(1_000, 1 << 20, PAGE_ROWS, 1 << 20, 3);
        SealedFile file = log.write(directory, "a1", settings);
        try (ParquetFileReader parquet = ParquetFileReader.open(new LocalInputFile(file.path()))) {
            List<BlockMetaData> rowGroups = parquet.getRowGroups();
            assertThat(rowGroups).hasSize(3);
            for (int run = 0; run < rowGroups.size(); run++) {
                List<RecordedEvent> rows = rows(log.events.subList(run * 1_000, (run + 1) * 1_000));
                for (ColumnChunkMetaData chunk : rowGroups.get(run).getColumns()) {
                    verify(parquet, chunk, rows);
                }
            }
        }
    }

    @Test
    void bloomFiltersKnowEverySubjectAndId() throws IOException {
        LoggedEvents log = LoggedEvents.random(new Random(22), 2_000);
        SealedFile file = log.write(directory, "a1", LoggedEvents.small(2_000, 100));
        try (ParquetFileReader parquet = ParquetFileReader.open(new LocalInputFile(file.path()))) {
            for (ColumnChunkMetaData chunk : parquet.getRowGroups().get(0).getColumns()) {
                var filter = parquet.readBloomFilter(chunk);
                String column = chunk.getPath().toDotString();
                if (!column.equals("id") && !column.equals("subject")) {
                    assertThat(filter).isNull();
                    continue;
                }
                for (RecordedEvent event : log.events) {
                    assertThat(filter.findHash(filter.hash(Binary.fromString(String.valueOf(value(column, event))))))
                            .isTrue();
                }
                int wrong = 0;
                for (int i = 0; i < 10_000; i++) {
                    wrong += filter.findHash(filter.hash(Binary.fromString("none-" + i))) ? 1 : 0;
                }
                assertThat(wrong).isLessThan(600);
            }
        }
    }

    private static void verify(ParquetFileReader parquet, ColumnChunkMetaData chunk, List<RecordedEvent> rows)
            throws IOException {
        String column = chunk.getPath().toDotString();
        ColumnIndex index = parquet.readColumnIndex(chunk);
        OffsetIndex offsets = parquet.readOffsetIndex(chunk);
        if (column.equals("data")) {
            assertThat(index).isNull();
            return;
        }
        if (column.startsWith("extensions")) {
            return; // several values a row
        }
        for (int page = 0; page < offsets.getPageCount(); page++) {
            int first = (int) offsets.getFirstRowIndex(page);
            int last = (int) offsets.getLastRowIndex(page, rows.size());
            List<@Nullable Object> values = new ArrayList<>();
            for (RecordedEvent event : rows.subList(first, last + 1)) {
                values.add(value(column, event));
            }
            long nulls = values.stream().filter(value -> value == null).count();
            assertThat(index.getNullCounts().get(page)).as(column).isEqualTo(nulls);
            assertThat(index.getNullPages().get(page)).as(column).isEqualTo(nulls == values.size());
            if (nulls < values.size()) {
                assertThat(last - first + 1).isLessThanOrEqualTo(PAGE_ROWS);
                ByteBuffer least = index.getMinValues().get(page);
                ByteBuffer greatest = index.getMaxValues().get(page);
                for (Object value : values) {
                    if (value != null) {
                        assertThat(compare(least, value))
                                .as("%s of %s", value, column)
                                .isLessThanOrEqualTo(0);
                        assertThat(compare(greatest, value))
                                .as("%s of %s", value, column)
                                .isGreaterThanOrEqualTo(0);
                    }
                }
            }
        }
    }

    private static int compare(ByteBuffer bound, Object value) {
        if (value instanceof Long number) {
            return Long.compare(bound.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(), number);
        }
        byte[] bytes = new byte[bound.remaining()];
        bound.duplicate().get(bytes);
        return Arrays.compareUnsigned(bytes, ((String) value).getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Object value(String column, RecordedEvent recorded) {
        var event = recorded.event();
        EventTime time = event.time();
        Map<String, Object> values = new HashMap<>();
        NUMBERS.forEach((name, number) -> values.put(name, number.apply(recorded)));
        values.put("id", event.id());
        values.put("source", event.source());
        values.put("subject", event.subject().value());
        values.put("type", event.type());
        values.put("time", time == null ? null : (Long) time.micros());
        values.put("timeText", time == null ? null : time.otherText());
        values.put("datacontenttype", event.dataContentType());
        values.put("dataschema", event.dataSchema());
        return values.get(column);
    }

    private static List<RecordedEvent> rows(List<RecordedEvent> run) {
        List<RecordedEvent> rows = new ArrayList<>(run);
        rows.sort(Comparator.comparing((RecordedEvent event) -> event.event().subject())
                .thenComparing(RecordedEvent::version));
        return rows;
    }
}
