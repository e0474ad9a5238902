package io.varve.tiering.store;

import io.varve.ingest.hot.HotLog;
import io.varve.ingest.index.EventIndex;
import io.varve.tiering.catalog.CatalogView;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a reader of one log needs.
 *
 * @param log the log's name
 * @param catalog the newest view of what is sealed
 * @param hot the hot tier
 * @param index where the events of an aggregate lie
 * @param head the first position that is not yet durable
 * @param files opens what is sealed
 */
public record LogSources(
        String log,
        Supplier<CatalogView> catalog,
        HotLog hot,
        EventIndex index,
        LongSupplier head,
        SealedFiles files) {}
