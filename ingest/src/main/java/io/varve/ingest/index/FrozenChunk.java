package io.varve.ingest.index;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes to the disk together and is never changed any more.
 *
 * @param chunk the events, null where there is only progress
 * @param endPosition everything below is in the index once this is on the disk
 * @param progress what the sources have reported since the chunk before
 */
record FrozenChunk(@Nullable Chunk chunk, long endPosition, Map<String, byte[]> progress) {}
