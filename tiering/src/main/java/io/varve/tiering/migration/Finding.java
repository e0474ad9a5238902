package io.varve.tiering.migration;

import io.varve.tiering.partition.Tier;

/**
 * Something that a verification found wrong.
 *
 * @param partition the partition's name, or the range of positions in the hot tier
 * @param tier where
 * @param location path or URI
 * @param problem what is wrong, one line
 */
public record Finding(String partition, Tier tier, String location, String problem) {}
