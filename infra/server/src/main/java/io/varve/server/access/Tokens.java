package io.varve.server.access;

import org.jspecify.annotations.Nullable;

/** Tells whose a token is. Thread-safe. */
@FunctionalInterface
public interface Tokens {

    /**
     * Who presents this token; null if nobody known has it, or no more.
     *
     * @throws AccessUnavailableException if that cannot be told now
     */
    @Nullable
    Principal principal(String token);
}
