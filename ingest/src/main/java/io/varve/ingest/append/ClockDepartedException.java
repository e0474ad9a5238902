package io.varve.ingest.append;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The real clock has stepped, so that no log time can be given and nothing may be moved. Nothing was done. */
public final class ClockDepartedException extends AppendException {

    private static final long serialVersionUID = 1L;

    ClockDepartedException(Instant now, Instant expected) {
        super("the clock says " + now.truncatedTo(ChronoUnit.SECONDS) + ", but by the time that has passed it must be "
                + expected.truncatedTo(ChronoUnit.SECONDS)
                + ": set the clock right, or start Varve anew to accept it");
    }
}
