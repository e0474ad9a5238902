package io.varve.tiering.partition;

/** Where a partition lies, from the youngest to the oldest. */
public enum Tier {
    /** The append log on fast local disk. */
    HOT,
    /** Parquet files on local disk. */
    WARM,
    /** The same Parquet files in an object store. */
    COLD
}
