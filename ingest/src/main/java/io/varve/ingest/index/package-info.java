/**
 * The derived lookup: {@link io.varve.ingest.index.EventIndex} says where an aggregate's events lie, what its last
 * version is, and whether an event id is known. Delete it and it is rebuilt from the tiers; the only user of RocksDB in
 * this module.
 */
@NullMarked
package io.varve.ingest.index;

import org.jspecify.annotations.NullMarked;
