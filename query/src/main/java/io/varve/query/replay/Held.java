package io.varve.query.replay;

/** Something read that holds a file or memory until it is closed. */
interface Held extends AutoCloseable {

    @Override
    void close();
}
