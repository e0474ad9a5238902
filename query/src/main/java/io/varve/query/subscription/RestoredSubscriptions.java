package io.varve.query.subscription;

import io.varve.ingest.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The subscriptions of a log that was recovered, made of a copy ({@link Subscriptions#copy}). A copy may be older than
 * what consumers had acknowledged, which are then given some events again; none is ever passed over.
 *
 * @param count how many there are
 * @param warnings which of them stood past the end of the log, one line each
 */
public record RestoredSubscriptions(int count, List<String> warnings) {

    public RestoredSubscriptions {
        warnings = List.copyOf(warnings);
    }

    /**
     * Refuses what is too long to be a copy before it is read into memory.
     *
     * @throws SubscriptionException if it is
     */
    public static void requirePossible(String location, long bytes) {
        if (bytes > CopyForm.MAX_BYTES) {
            throw unreadable(location, new IOException("it has " + bytes + " bytes, more than one can have"));
        }
    }

    /**
     * Writes the files of the subscriptions.
     *
     * @param location of the copy, for messages
     * @param logId of the log, which the copy must be of
     * @param head the first position that the log does not hold: no subscription begins past it
     * @param directory where the files go; none of them is there yet
     * @param ids gives each its new id
     * @throws SubscriptionException if the copy is not as it was made; nothing was written
     * @throws IOException if they cannot be written
     */
    public static RestoredSubscriptions of(
            String location, byte[] copy, UUID logId, long head, Path directory, Supplier<UUID> ids)
            throws IOException {
        List<StoredState> states;
        try {
            states = CopyForm.decode(logId, copy);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(location, e);
        }
        List<String> warnings = new ArrayList<>();
        Disk.createDirectories(directory);
        for (StoredState state : states) {
            String name = state.definition().name();
            if (state.position() > head) {
                warnings.add("subscription '" + name + "' stood at position " + state.position()
                        + ", and the log ends at " + head + ": it goes on from there");
            }
            StateFile.in(directory, name).write(state.recovered(ids.get(), head));
        }
        return new RestoredSubscriptions(states.size(), warnings);
    }

    private static SubscriptionException unreadable(String location, Exception cause) {
        return new SubscriptionException(
                "the copy of subscriptions " + location + " cannot be read: " + cause.getMessage(), cause);
    }
}
