package io.varve.query.subscription;

import io.varve.ingest.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All subscriptions of one log, a file each. Thread-safe. */
public final class Subscriptions {

    private final LogFeed feed;
    private final Path directory;
    private final DeadLetters deadLetters;
    private final Map<String, Subscription> known = new HashMap<>();

    /** @param directory this log's alone; it need not exist */
    public Subscriptions(LogFeed feed, Path directory, DeadLetters deadLetters) {
        this.feed = feed;
        this.directory = directory;
        this.deadLetters = deadLetters;
    }

    /**
     * What {@link #create} did.
     *
     * @param isNew whether there was none of this name
     */
    public record Created(Subscription subscription, boolean isNew) {}

    /**
     * Creates a subscription, or finds the one that is the same.
     *
     * @param from the first position that a new one wants, 0 or more; it may be past the head
     * @throws IllegalArgumentException if {@code from} is negative, or dead letters would go to the log itself
     * @throws SubscriptionConflictException if there is another one of this name
     * @throws SubscriptionException if it cannot be kept
     */
    public synchronized Created create(SubscriptionDefinition definition, long from) {
        if (from < 0) {
            throw new IllegalArgumentException("from is " + from + ", must be 0 or more");
        }
        if (definition.deadLetters().equals(feed.log())) {
            throw new IllegalArgumentException(
                    "dead letters of log '" + feed.log() + "' cannot go to itself: its consumers would get them again");
        }
        Subscription there = load(definition.name());
        if (there != null) {
            if (!there.definition().equals(definition)) {
                throw new SubscriptionConflictException("log '" + feed.log() + "' has another subscription '"
                        + definition.name() + "', " + there.definition() + ": delete it to change it");
            }
            return new Created(there, false);
        }
        StateFile file = StateFile.in(directory, definition.name());
        StoredState state = new StoredState(UUID.randomUUID(), definition, from, null);
        try {
            Disk.createDirectories(directory);
            file.write(state);
        } catch (IOException e) {
            throw new SubscriptionException(
                    "subscription '" + definition.name() + "' cannot be kept in " + directory + ": " + e.getMessage(),
                    e);
        }
        Subscription created = new Subscription(feed, file, deadLetters, state);
        known.put(definition.name(), created);
        return new Created(created, true);
    }

    /**
     * The subscription of this name.
     *
     * @throws UnknownSubscriptionException if there is none
     * @throws SubscriptionException if its file cannot be read
     */
    public synchronized Subscription find(String name) {
        Subscription found = SubscriptionDefinition.isName(name) ? load(name) : null;
        if (found == null) {
            throw new UnknownSubscriptionException(feed.log(), name);
        }
        return found;
    }

    /**
     * Forgets the subscription and how far it had come.
     *
     * @throws UnknownSubscriptionException if there is none
     */
    public synchronized void delete(String name) {
        find(name).delete();
        known.remove(name);
    }

    /** The names of all, in their order. */
    public synchronized List<String> names() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(StateFile.SUFFIX))
                    .map(name -> name.substring(0, name.length() - StateFile.SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new SubscriptionException(
                    "the subscriptions in " + directory + " cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * All of them as they are, in one: bytes that {@link RestoredSubscriptions} makes subscriptions of again. Equal
     * states give equal bytes.
     *
     * @param logId of the log
     * @throws SubscriptionException if one cannot be read: a copy without it would say that there is none
     */
    public synchronized byte[] copy(UUID logId) {
        return CopyForm.encode(
                logId, names().stream().map(name -> find(name).stored()).toList());
    }

    private @Nullable Subscription load(String name) {
        Subscription found = known.get(name);
        if (found == null) {
            StateFile file = StateFile.in(directory, name);
            if (file.exists()) {
                found = new Subscription(feed, file, deadLetters, file.read());
                known.put(name, found);
            }
        }
        return found;
    }
}
