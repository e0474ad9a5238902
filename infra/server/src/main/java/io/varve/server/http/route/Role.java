package io.varve.server.http.route;

import io.javalin.security.RouteRole;

/** What a caller may do. A route without a role is refused to everybody. */
public enum Role implements RouteRole {
    /** No role is asked for: whoever reaches the server may. */
    ANYONE,
    /** Appends events. */
    PRODUCER,
    /** Reads events, states, and what lies where. */
    READER,
    /** Creates logs, moves, verifies and restores. */
    OPERATOR
}
