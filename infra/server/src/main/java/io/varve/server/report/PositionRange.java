package io.varve.server.report;

/** Positions that lie in one tier without a gap, both ends inclusive. */
public record PositionRange(long firstPosition, long lastPosition) {}
