package io.varve.server.client;

import java.time.Duration;

/** How to wait before a server is asked again. */
@FunctionalInterface
public interface Patience {

    /** @param why what the server said, or that it said nothing; one line */
    void await(Duration time, String why) throws InterruptedException;
}
