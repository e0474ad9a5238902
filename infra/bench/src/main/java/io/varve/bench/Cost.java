package io.varve.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What some work took: on the clock, and of the processors by all threads of this process, collector and compiler
 * included. On a busy machine the second tells more.
 *
 * @param seconds on the clock
 * @param cpuSeconds of the processors
 */
record Cost(double seconds, double cpuSeconds) {

    /** Work that is measured. */
    interface Work {
        void run() throws Exception;
    }

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    static Cost of(Work work) throws Exception {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Cost(seconds, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
    }

    Cost plus(Cost other) {
        return new Cost(seconds + other.seconds, cpuSeconds + other.cpuSeconds);
    }

    Cost minus(Cost other) {
        return new Cost(seconds - other.seconds, cpuSeconds - other.cpuSeconds);
    }

    /** How many times as long the other takes. */
    String ratio(Cost other) {
        return String.format(
                Locale.ROOT, "%.2f x (CPU %.2f x)", other.seconds / seconds, other.cpuSeconds / cpuSeconds);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f s (CPU %.2f)", seconds, cpuSeconds);
    }
}
