package io.varve.server.http.route;

import io.varve.ingest.event.Micros;
import io.varve.query.state.Moment;
import java.time.Instant;

/** The moment of which a request asks. */
public final class AskedMoment {

    public static final String AS_OF = "as-of";
    public static final String BY = "by";
    public static final String AT_VERSION = "at-version";

    private AskedMoment() {}

    /** Now, unless parameters of the request, which its route takes, name another one. */
    public static Moment of(Query query) {
        Instant time = query.instant(AS_OF);
        Long version = query.number(AT_VERSION, 0, Long.MAX_VALUE);
        boolean byTime = Boolean.TRUE.equals(query.value(BY, text -> switch (text) {
            case "time" -> true;
            case "recorded" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' must be recorded or time");
        }));
        if (time != null && version != null) {
            throw Query.refusal(AT_VERSION, "as-of and at-version name two moments: give one of them");
        }
        if (query.has(BY) && time == null) {
            throw Query.refusal(BY, "by says what as-of means: give it with as-of");
        }
        if (version != null) {
            return Moment.atVersion(version);
        }
        if (time == null) {
            return Moment.now();
        }
        return byTime ? Moment.happenedBy(Micros.of(time)) : Moment.knownAt(Micros.of(time));
    }
}
