package io.varve.server.crash;

import io.varve.ingest.fault.FaultPoint;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What was counted in all rounds. Thread-safe. */
final class Tally {

    private static final int TOLD_EACH = 50;

    private final Map<FaultPoint, Integer> killsAt = new EnumMap<>(FaultPoint.class);
    private int rounds;
    private int processes;
    private int killsFromOutside;
    private int undisturbed;
    private long acknowledged;

    synchronized void ended(Kill kill, boolean killed) {
        processes++;
        if (!killed) {
            undisturbed++;
        } else if (kill.point() == null) {
            killsFromOutside++;
        } else {
            killsAt.merge(kill.point(), 1, Integer::sum);
        }
    }

    /** A directory was found to hold what was acknowledged in all its rounds. */
    synchronized void inspected(int events) {
        rounds++;
        acknowledged += events;
        if (rounds % TOLD_EACH == 0) {
            System.out.println(rounds + " crash rounds, " + acknowledged + " acknowledged events, all found once");
        }
    }

    synchronized int rounds() {
        return rounds;
    }

    /** Those of the points at which no process died. */
    synchronized Set<FaultPoint> missing(Collection<FaultPoint> points) {
        Set<FaultPoint> missing = EnumSet.copyOf(points);
        missing.removeAll(killsAt.keySet());
        return missing;
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d rounds, %d processes: %d killed at a point, %d killed from outside, %d ended by themselves;"
                        + " %d acknowledged events looked up, lost 0, doubled 0%n",
                rounds,
                processes,
                killsAt.values().stream().mapToInt(Integer::intValue).sum(),
                killsFromOutside,
                undisturbed,
                acknowledged));
        killsAt.forEach((point, kills) -> text.append(String.format(Locale.ROOT, "%6d %s%n", kills, point)));
        return text.toString();
    }
}
