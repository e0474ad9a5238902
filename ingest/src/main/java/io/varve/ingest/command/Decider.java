package io.varve.ingest.command;

import java.util.List;

/**
 * What an aggregate does: pure functions, without a clock, a random number or a call to anything outside. States are
 * immutable. Thread-safe.
 *
 * @param <C> commands: what somebody wants
 * @param <S> states: what is known of one aggregate
 * @param <E> events: what has happened
 */
public interface Decider<C, S, E> {

    /** The state of an aggregate without events. */
    S initial();

    /** What the command does in this state. The same command in the same state gives the same decision. */
    Decision<E> decide(C command, S state);

    /** The state after the event. It never refuses: what has happened has happened. */
    S evolve(S state, E event);

    /** What a command does. */
    sealed interface Decision<E> {

        /**
         * It happens.
         *
         * @param events in their order; none if all is so already
         */
        record Accepted<E>(List<E> events) implements Decision<E> {

            public Accepted {
                events = List.copyOf(events);
            }
        }

        /**
         * It does not happen, and nothing is stored of it.
         *
         * @param reason for whoever sent the command
         */
        record Rejected<E>(String reason) implements Decision<E> {}

        static <E> Decision<E> accepted(E event) {
            return new Accepted<>(List.of(event));
        }

        static <E> Decision<E> rejected(String reason) {
            return new Rejected<>(reason);
        }
    }
}
