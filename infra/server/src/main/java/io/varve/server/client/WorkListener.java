package io.varve.server.client;

import org.jspecify.annotations.Nullable;

/** Hears how far work has come. */
@FunctionalInterface
public interface WorkListener {

    /**
     * @param done how much is done
     * @param total how much there is to be done
     * @param at what is being done; null if that has no name
     */
    void reached(long done, long total, @Nullable String at);
}
