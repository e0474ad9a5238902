package io.varve.query.sql;

/**
 * From where a query read.
 *
 * @param warmFiles files read on local disk
 * @param coldFiles files read through the cache
 * @param skippedFiles files that hold no row that the query asks for, by what the catalog knows of them; 0 where it
 *     asks for no event
 * @param hotEvents events copied from the hot tier
 * @param foldedEvents events of any tier that were folded into states, for each projection anew
 */
public record SqlReading(int warmFiles, int coldFiles, int skippedFiles, long hotEvents, long foldedEvents) {}
