package io.varve.tiering.migration;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.ObjectStoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run over all moves that are due: tells the listener, notes down what fails, commits several moves at once. */
final class MigrationRun {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationRun.class);
    private static final int MAX_PER_COMMIT = 64;

    private final MigrationContext context;
    private final WaitingMoves waiting;
    private final MigrationListener listener;
    private final boolean evenIfBackingOff;
    private final List<PlannedMove> done = new ArrayList<>();
    private final Map<String, Waiting> waitingBefore = new TreeMap<>();
    private int total;
    private int started;

    MigrationRun(MigrationContext context, WaitingMoves waiting, MigrationListener listener, boolean evenIfBackingOff) {
        this.context = context;
        this.waiting = waiting;
        this.listener = listener;
        this.evenIfBackingOff = evenIfBackingOff;
    }

    List<PlannedMove> done() {
        return done;
    }

    /** Takes note of what is due, and forgets what waited and no longer is. */
    void begin(List<PlannedMove> plan) {
        total = plan.size();
        List<String> due = plan.stream().map(MigrationRun::key).toList();
        for (Waiting before : waiting.all()) {
            PlannedMove move = new PlannedMove(before.partition(), before.from(), before.to(), 0, 0, 0);
            if (due.contains(key(move))) {
                waitingBefore.put(key(move), before);
            } else {
                waiting.done(move);
            }
        }
    }

    /**
     * Seals these partitions, oldest first. One that fails or waits holds up those after it, for the hot tier is a
     * suffix of the log; what was sealed before it is committed.
     */
    void leaveHot(List<HotPartition> due) {
        if (due.isEmpty()) {
            return;
        }
        HotToWarm mover;
        try {
            mover = new HotToWarm(context);
        } catch (RuntimeException e) {
            fail(List.of(due.get(0).toWarm()), e);
            return;
        }
        List<PlannedMove> sealed = new ArrayList<>();
        for (HotPartition partition : due) {
            PlannedMove move = partition.toWarm();
            if (isBackingOff(move)) {
                break;
            }
            listener.started(move, started++, total);
            try {
                mover.seal(partition);
            } catch (IOException | RuntimeException e) {
                fail(List.of(move), e);
                break;
            }
            sealed.add(move);
            if (sealed.size() == MAX_PER_COMMIT && !commit(sealed, mover::commit)) {
                return;
            }
        }
        commit(sealed, mover::commit);
    }

    /** Uploads these files. One that fails stops no other, unless the object store as a whole cannot be had. */
    void goCold(List<CatalogFile> due) {
        WarmToCold mover = new WarmToCold(context);
        List<PlannedMove> uploaded = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            PlannedMove move = MovePlanner.toCold(due.get(i));
            if (isBackingOff(move)) {
                continue;
            }
            listener.started(move, started++, total);
            try {
                mover.upload(due.get(i));
                uploaded.add(move);
            } catch (IOException | RuntimeException e) {
                fail(List.of(move), e);
                if (isStoreGone(e)) {
                    fail(
                            due.subList(i + 1, due.size()).stream()
                                    .map(MovePlanner::toCold)
                                    .filter(later -> !isBackingOff(later))
                                    .toList(),
                            e);
                    break;
                }
            }
            if (uploaded.size() == MAX_PER_COMMIT && !commit(uploaded, mover::commit)) {
                return;
            }
        }
        commit(uploaded, mover::commit);
    }

    private boolean commit(List<PlannedMove> moves, Runnable action) {
        if (moves.isEmpty()) {
            return true;
        }
        try {
            action.run();
        } catch (RuntimeException e) {
            // Also where the outcome is unknown: the catalog looks again before its next change, and nothing is
            // removed.
            fail(moves, e);
            return false;
        }
        for (PlannedMove move : moves) {
            if (waitingBefore.containsKey(key(move))) {
                waiting.done(move);
            }
            done.add(move);
            listener.done(move);
        }
        moves.clear();
        return true;
    }

    private void fail(List<PlannedMove> moves, Exception cause) {
        String message = cause.getMessage();
        String reason = message == null ? cause.getClass().getSimpleName() : message;
        LOG.debug("moves failed: {}", moves, cause);
        for (PlannedMove move : moves) {
            waiting.failed(move, reason, context.realNow());
            listener.failed(move, reason);
        }
    }

    private boolean isBackingOff(PlannedMove move) {
        Waiting before = waitingBefore.get(key(move));
        return !evenIfBackingOff && before != null && before.isBackingOff(context.realNow());
    }

    /** Whether it would fail for any other object too, or only add to the load of a server that asks for less. */
    static boolean isStoreGone(Exception cause) {
        return cause instanceof ObjectStoreException store
                && (store.isTransient() || store.kind() == ObjectStoreException.Kind.DENIED);
    }

    private static String key(PlannedMove move) {
        return move.partition().name() + " " + move.to();
    }
}
