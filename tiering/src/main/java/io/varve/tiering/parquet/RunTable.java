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

    List<Run> runs() {
        return rows.stream().map(Row::run).toList();
    }
}
