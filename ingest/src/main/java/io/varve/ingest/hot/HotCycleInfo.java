package io.varve.ingest.hot;

public record HotCycleInfo(long startMicros, long endMicros, long firstPosition, long endPosition, long bytes) {}
