package io.varve.query.subscription;

import java.nio.charset.StandardCharsets;

/**
 * The consumer could not take an event.
 *
 * @param position of the event
 * @param tries how often it was refused, 1 or more
 * @param reason of the last time, on one line
 */
public record Refusal(long position, int tries, String reason) {

    private static final int MAX_CHARS = 1_000;
    private static final String UNSTATED = "no reason was given";

    /** A refusal whose reason may be any text: it is cut and put on one line, so that an event can carry it. */
    static Refusal of(long position, int tries, String anyReason) {
        String cut = anyReason.length() > MAX_CHARS ? anyReason.substring(0, MAX_CHARS) : anyReason;
        // by way of the bytes: half a surrogate pair becomes a question mark
        String sound = new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String line = sound.replaceAll("\\p{Cntrl}|[\\x{80}-\\x{9F}]", " ").strip();
        return new Refusal(position, tries, line.isEmpty() ? UNSTATED : line);
    }
}
