package io.varve.server.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is known.
 *
 * @param name what a log entry calls them; never a secret
 * @param grants what they may do
 */
public record Principal(String name, Set<Grant> grants) {

    public Principal {
        grants = Set.copyOf(grants);
    }

    /** @param log the log that it is about; null for the archive as a whole */
    public boolean may(Permission permission, @Nullable String log) {
        return grants.stream().anyMatch(grant -> grant.covers(permission, log));
    }
}
