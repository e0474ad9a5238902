package io.varve.tiering.parquet;

/**
 * A range of a file and where its bytes go.
 *
 * @param offset of the first byte in the file
 * @param target filled from its first to its last byte
 */
@SuppressWarnings("ArrayRecordComponent") // a destination, never compared
public record ByteRange(long offset, byte[] target) {}
