package io.varve.server.client;

/** A log as commands use it. */
public interface LogClient {

    /** Its name. */
    String name();

    /** Takes and gives events. */
    EventClient events();

    /** Tells what events come to. */
    StateClient states();

    /** Tells what lies where, and moves and checks it. */
    WorkClient work();
}
