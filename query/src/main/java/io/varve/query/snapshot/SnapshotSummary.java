package io.varve.query.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * The snapshots of one projection, counted.
 *
 * @param snapshots how many there are
 * @param unsound how many of them cannot be used
 * @param bytes of their records
 * @param newestPosition the greatest position of any, null if none can be used
 */
public record SnapshotSummary(
        ProjectionKey projection,
        long snapshots,
        long unsound,
        long bytes,
        @Nullable Long newestPosition) {

    /** Counts. */
    static final class Tally {

        private final ProjectionKey projection;
        private long snapshots;
        private long unsound;
        private long bytes;
        private @Nullable Long newest;

        Tally(ProjectionKey projection) {
            this.projection = projection;
        }

        void add(byte[] key, byte[] value) {
            snapshots++;
            bytes += value.length;
            try {
                long position = SnapshotForm.read(key, value).position();
                newest = newest == null ? position : Math.max(newest, position);
            } catch (SnapshotForm.UnusableException e) {
                unsound++;
            }
        }

        SnapshotSummary summary() {
            return new SnapshotSummary(projection, snapshots, unsound, bytes, newest);
        }
    }
}
