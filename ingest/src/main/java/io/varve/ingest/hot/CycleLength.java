package io.varve.ingest.hot;

public enum CycleLength {
    HOUR,
    DAY
}
