package io.varve.query.snapshot;

/**
 * When snapshots are taken and how many are kept.
 *
 * @param policy when one is taken
 * @param keep how many of one projection and aggregate are kept, 1 to 16: the newest ones
 */
public record SnapshotRules(SnapshotPolicy policy, int keep) {

    /** The most that can be kept. */
    public static final int MAX_KEPT = 16;

    /** Every 1,000 events, three kept. */
    public static final SnapshotRules STANDARD = new SnapshotRules(SnapshotPolicy.everyEvents(1_000), 3);

    public SnapshotRules {
        if (keep < 1 || keep > MAX_KEPT) {
            throw new IllegalArgumentException("keep " + keep + " snapshots, must be 1 to " + MAX_KEPT);
        }
    }
}
