package io.varve.tiering.parquet;

import java.util.ArrayList;
import java.util.List;

/**
 * The runs of a file in order, and how long the entries of each are in the section of entries.
 *
 * @param rows one for each run
 */
record RunTable(List<Row> rows) {

    /**
     * A run and its entries.
     *
     * @param run the run
     * @param entryBytes length of its entries in the sidecar
     */
    record Row(Run run, int entryBytes) {}

    byte[] encode() {
        FormOutput out = new FormOutput();
        for (Row row : rows) {
            Run run = row.run();
            out.int64(run.firstPosition())
                    .int32(run.events())
                    .int64(run.rawBytes())
                    .int64(run.minRecordedAtMicros())
                    .int64(run.maxRecordedAtMicros())
                    .int64(run.offset())
                    .int64(run.bytes())
                    .int32(row.entryBytes());
        }
        return out.toByteArray();
    }

    static RunTable decode(FormInput in) {
        List<Row> rows = new ArrayList<>();
        while (in.hasMore()) {
            Run run = new Run(in.int64(), in.int32(), in.int64(), in.int64(), in.int64(), in.int64(), in.int64());
            rows.add(new Row(run, in.int32()));
        }
        return new RunTable(List.copyOf(rows));
    }

    /**
     * Compares the runs with what is known of the file.
     *
     * @param entryBytes length of the section of entries
     * @throws IllegalArgumentException if they are not those of this file
     */
    void requireThoseOf(FileFacts facts, long entryBytes) {
        long position = facts.firstPosition();
        long recordedAt = facts.minRecordedAtMicros();
        long offset = 0;
        long rawBytes = 0;
        long entries = 0;
        for (Row row : rows) {
            Run run = row.run();
            boolean follows = run.firstPosition() == position
                    && run.events() > 0
                    && run.minRecordedAtMicros() >= recordedAt
                    && run.maxRecordedAtMicros() >= run.minRecordedAtMicros()
                    && run.offset() > offset
                    && run.bytes() > 0
                    && run.bytes() <= facts.bytes() - run.offset()
                    && run.rawBytes() >= 0
                    && row.entryBytes() > 0;
            if (!follows) {
                throw new IllegalArgumentException("the run at position " + position + " is " + row);
            }
            position = run.endPosition();
            recordedAt = run.maxRecordedAtMicros();
            offset = run.offset() + run.bytes() - 1;
            rawBytes += run.rawBytes();
            entries += row.entryBytes();
        }
        boolean fits = !rows.isEmpty()
                && rows.get(0).run().minRecordedAtMicros() == facts.minRecordedAtMicros()
                && recordedAt == facts.maxRecordedAtMicros()
                && position == facts.lastPosition() + 1
                && rawBytes == facts.rawBytes()
                && entries == entryBytes;
        if (!fits) {
            throw new IllegalArgumentException("its runs end at position " + position + ", with " + rawBytes
                    + " bytes and " + entries + " of entries, and do not make up the file");
        }
    }

    List<Run> runs() {
        return rows.stream().map(Row::run).toList();
    }
}
