package io.varve.ingest.hot;

/**
 * An event as the hot tier stores it.
 *
 * @param version its number in its aggregate
 * @param content its canonical content, see {@link io.varve.ingest.event.EventCodec}; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HotEvent(long version, byte[] content) {}
