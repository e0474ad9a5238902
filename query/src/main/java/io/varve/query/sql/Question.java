package io.varve.query.sql;

import io.varve.query.state.Moment;

/**
 * What is asked in SQL.
 *
 * @param select one SELECT
 * @param moment which events it sees, and which the states that it sees are the fold of
 */
public record Question(String select, Moment moment) {

    /** @throws IllegalArgumentException if the moment is that of one aggregate */
    public Question {
        if (moment instanceof Moment.AtVersion) {
            throw new IllegalArgumentException("a version is that of one aggregate, and no moment of a log");
        }
    }

    /** A SELECT that sees all events. */
    public static Question now(String select) {
        return new Question(select, Moment.now());
    }
}
