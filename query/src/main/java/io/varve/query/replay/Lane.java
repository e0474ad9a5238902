package io.varve.query.replay;

import java.util.concurrent.Executor;

/**
 * What reads ahead of one kind of place. Near and far places have each their own, so that a far store that is slow
 * holds up nobody who reads nearby.
 *
 * @param budget memory for reading ahead
 * @param pool runs what is read ahead, or drops it: it is done by who needs it then
 * @param reads how many small reads one cursor begins ahead
 */
record Lane(ReadBudget budget, Executor pool, int reads) {

    /** Hands the read to the pool. */
    <T extends Held> ReadAhead<T> begin(ReadAhead<T> read) {
        pool.execute(read);
        return read;
    }
}
