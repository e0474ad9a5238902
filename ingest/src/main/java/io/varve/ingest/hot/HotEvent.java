package io.varve.ingest.hot;

@SuppressWarnings("ArrayRecordComponent")
public record HotEvent(long version, byte[] content) {}
