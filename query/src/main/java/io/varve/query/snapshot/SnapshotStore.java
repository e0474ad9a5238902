package io.varve.query.snapshot;

import io.varve.ingest.event.AggregateId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of one log: several of each projection and aggregate, each in a slot of its own, so that damage to one
 * leaves the next older readable. All of it is derived: the directory may be deleted while the log is closed.
 *
 * <p>Thread-safe. What fails is told by a warning and a count, never by an exception: a state can be had without.
 */
public final class SnapshotStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);

    private final Path directory;
    private final SnapshotCounts counts = new SnapshotCounts();
    private final SlotOptions options = new SlotOptions();
    private final TreeMap<Integer, Slot> slots = new TreeMap<>();
    private boolean closed;

    /**
     * What is stored of one projection and aggregate.
     *
     * @param snapshots those that read back sound, the newest first
     * @param unsound the others
     */
    public record Found(List<Kept> snapshots, List<Skipped> unsound) {}

    /**
     * A snapshot and where it lies.
     *
     * @param slot its number
     */
    public record Kept(int slot, Snapshot snapshot) {}

    /** @param directory the store's own, made on first use */
    public SnapshotStore(Path directory) {
        this.directory = directory;
    }

    /** What has happened since the store was opened. */
    public SnapshotCounts counts() {
        return counts;
    }

    /**
     * What is stored, of as many as are kept.
     *
     * @param aggregate null for the whole log
     */
    public Found find(ProjectionKey projection, @Nullable AggregateId aggregate, int keep) {
        byte[] key = SnapshotForm.key(projection, aggregate);
        List<Kept> sound = new ArrayList<>();
        List<Skipped> unsound = new ArrayList<>();
        for (int number = 0; number < keep; number++) {
            try {
                byte[] value = exists(number) ? slot(number).find(key) : null;
                if (value != null) {
                    sound.add(new Kept(number, SnapshotForm.read(key, value)));
                }
            } catch (SnapshotForm.UnusableException e) {
                unsound.add(new Skipped(number, null, e.reason(), String.valueOf(e.getMessage())));
            } catch (RocksDBException | RuntimeException e) { // also a slot that cannot be opened
                unsound.add(new Skipped(number, null, SkipReason.UNREADABLE, String.valueOf(e.getMessage())));
            }
        }
        sound.sort(Comparator.comparingLong((Kept kept) -> kept.snapshot().position())
                .reversed());
        return new Found(sound, unsound);
    }

    /**
     * Stores the snapshot in place of one that is unsound, of none, or of the oldest, in a slot that can be opened.
     *
     * @return false if it is no newer than all that are kept, one is of the same position, or it cannot be stored
     */
    public boolean put(ProjectionKey projection, @Nullable AggregateId aggregate, Snapshot snapshot, int keep) {
        byte[] key = SnapshotForm.key(projection, aggregate);
        try {
            synchronized (this) {
                int number = slotFor(find(projection, aggregate, keep), snapshot, keep);
                if (number < 0) {
                    return false;
                }
                slot(number).put(key, SnapshotForm.write(key, snapshot));
            }
            counts.tookOne();
            return true;
        } catch (RocksDBException | RuntimeException e) {
            counts.failedOne();
            LOG.warn(
                    "a snapshot of {} at position {} is not kept: {}", projection, snapshot.position(), e.getMessage());
            return false;
        }
    }

    private int slotFor(Found found, Snapshot snapshot, int keep) {
        Set<Integer> taken = new HashSet<>();
        for (Kept kept : found.snapshots()) {
            if (kept.snapshot().position() == snapshot.position()) {
                return -1;
            }
            taken.add(kept.slot());
        }
        for (int number = 0; number < keep; number++) {
            if (!taken.contains(number) && canBeOpened(number)) {
                return number;
            }
        }
        if (taken.isEmpty()) {
            throw new IllegalStateException("no slot in " + directory + " can be opened");
        }
        Kept oldest = found.snapshots().get(found.snapshots().size() - 1);
        return oldest.snapshot().position() < snapshot.position() ? oldest.slot() : -1;
    }

    private boolean canBeOpened(int number) {
        try {
            slot(number);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("no snapshot is kept in slot {}: {}", number, e.getMessage());
            return false;
        }
    }

    /** Gives up one that is of no use, so that nobody looks at it again. */
    public void discard(ProjectionKey projection, @Nullable AggregateId aggregate, int slot) {
        try {
            slot(slot).delete(SnapshotForm.key(projection, aggregate));
        } catch (RocksDBException | RuntimeException e) {
            LOG.warn("a snapshot of {} in slot {} cannot be given up: {}", projection, slot, e.getMessage());
        }
    }

    /** Up to which position snapshots were taken in bulk, exclusive; 0 if that is not known. */
    public long takenTo(ProjectionKey projection) {
        byte[] key = SnapshotForm.progressKey(projection);
        try {
            byte[] value = exists(0) ? slot(0).find(key) : null;
            return value == null ? 0 : SnapshotForm.readProgress(key, value);
        } catch (RocksDBException | SnapshotForm.UnusableException | RuntimeException e) {
            return 0;
        }
    }

    /** Keeps up to which position snapshots were taken in bulk. */
    public void takenTo(ProjectionKey projection, long position) {
        byte[] key = SnapshotForm.progressKey(projection);
        try {
            slot(0).put(key, SnapshotForm.writeProgress(key, position));
        } catch (RocksDBException | RuntimeException e) {
            LOG.warn("how far snapshots of {} were taken is not kept: {}", projection, e.getMessage());
        }
    }

    /** The projections that have snapshots, by name and version; of one name alone, or null for all. */
    public List<ProjectionKey> projections(@Nullable String name) {
        Set<ProjectionKey> found = new TreeSet<>(Comparator.comparing(ProjectionKey::name)
                .thenComparingInt(ProjectionKey::version)
                .thenComparing(ProjectionKey::fingerprint));
        forEachSlot("list", slot -> {
            byte[][] next = {new byte[0]};
            while (next[0] != null) {
                byte[] from = next[0];
                next[0] = null;
                slot.scan(from, (key, value) -> {
                    SnapshotForm.Key read = SnapshotForm.readKey(key);
                    if (read == null) {
                        return true;
                    }
                    found.add(read.projection());
                    next[0] = Slot.endOf(SnapshotForm.prefix(read.projection()));
                    return false;
                });
            }
        });
        return found.stream()
                .filter(projection -> name == null || projection.name().equals(name))
                .toList();
    }

    /** How many snapshots of a projection there are, and what they take. */
    public SnapshotSummary summary(ProjectionKey projection) {
        SnapshotSummary.Tally tally = new SnapshotSummary.Tally(projection);
        byte[] prefix = SnapshotForm.prefix(projection);
        forEachSlot(
                "count",
                slot -> slot.scan(prefix, (key, value) -> {
                    if (!startsWith(key, prefix)) {
                        return false;
                    }
                    SnapshotForm.Key read = SnapshotForm.readKey(key);
                    if (read != null && read.isOfSnapshot()) {
                        tally.add(key, value);
                    }
                    return true;
                }));
        return tally.summary();
    }

    /**
     * Drops snapshots.
     *
     * @param name of the projection, in all its versions; null for all projections
     * @param aggregate of one aggregate alone; null for all, and those of the whole log
     * @return how many
     */
    public long drop(@Nullable String name, @Nullable AggregateId aggregate) {
        long dropped = 0;
        for (ProjectionKey projection : projections(name)) {
            if (aggregate == null) {
                dropped += summary(projection).snapshots();
                byte[] prefix = SnapshotForm.prefix(projection);
                forEachSlot("drop", slot -> slot.deleteAll(prefix));
            } else {
                Found found = find(projection, aggregate, SnapshotRules.MAX_KEPT);
                dropped += found.snapshots().size() + found.unsound().size();
                byte[] key = SnapshotForm.key(projection, aggregate);
                forEachSlot("drop", slot -> slot.delete(key));
            }
        }
        return dropped;
    }

    /** Something done with a slot. */
    private interface SlotWork {
        void run(Slot slot) throws RocksDBException;
    }

    private void forEachSlot(String what, SlotWork work) {
        for (int number = 0; number < SnapshotRules.MAX_KEPT; number++) {
            if (exists(number)) {
                try {
                    work.run(slot(number));
                } catch (RocksDBException e) {
                    LOG.warn("cannot {} all snapshots in slot {}: {}", what, number, e.getMessage());
                }
            }
        }
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private boolean exists(int number) {
        synchronized (slots) {
            return slots.containsKey(number) || Files.isDirectory(place(number));
        }
    }

    private Path place(int number) {
        return directory.resolve("slot-" + number);
    }

    private Slot slot(int number) {
        synchronized (slots) {
            if (closed) {
                throw new IllegalStateException("the snapshots in " + directory + " are closed");
            }
            return slots.computeIfAbsent(number, absent -> new Slot(place(absent), options));
        }
    }

    @Override
    public void close() {
        synchronized (slots) {
            if (!closed) {
                closed = true;
                slots.values().forEach(Slot::close);
                options.close();
            }
        }
    }
}
