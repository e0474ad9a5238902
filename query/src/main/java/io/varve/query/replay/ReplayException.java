package io.varve.query.replay;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.Tier;
import org.jspecify.annotations.Nullable;

/** A replay that cannot go on. It names where the events should be, and from where a later replay may go on. */
public class ReplayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String log;
    private final transient @Nullable Partition partition;
    private final @Nullable Tier tier;
    private final @Nullable String path;
    private final long resumeFrom;
    private final String problem;

    ReplayException(
            String log,
            @Nullable Partition partition,
            @Nullable Tier tier,
            @Nullable String path,
            long resumeFrom,
            String problem,
            @Nullable Throwable cause) {
        super(message(log, partition, tier, path, resumeFrom, problem), cause);
        this.log = log;
        this.partition = partition;
        this.tier = tier;
        this.path = path;
        this.resumeFrom = resumeFrom;
        this.problem = problem;
    }

    /** A failure that is of no single place. */
    static ReplayException of(String log, long resumeFrom, String problem, @Nullable Throwable cause) {
        return new ReplayException(log, null, null, null, resumeFrom, problem, cause);
    }

    /** A failure in a file, or, if null, in the hot tier. */
    static ReplayException in(
            String log, @Nullable CatalogFile file, long resumeFrom, String problem, @Nullable Throwable cause) {
        return file == null
                ? new ReplayException(log, null, Tier.HOT, null, resumeFrom, problem, cause)
                : new ReplayException(
                        log, file.partition(), file.tier(), file.location().toString(), resumeFrom, problem, cause);
    }

    /** The same failure for a replay that has to begin at another position. */
    ReplayException resumingFrom(long position) {
        return new ReplayException(log, partition, tier, path, position, problem, this);
    }

    private static String message(
            String log,
            @Nullable Partition partition,
            @Nullable Tier tier,
            @Nullable String path,
            long resumeFrom,
            String problem) {
        StringBuilder text = new StringBuilder("log '").append(log).append('\'');
        if (partition != null) {
            text.append(", partition ").append(partition);
        }
        if (tier != null) {
            text.append(", tier ").append(tier);
        }
        if (path != null) {
            text.append(", ").append(path);
        }
        return text.append(": ")
                .append(problem)
                .append("; a replay may go on from position ")
                .append(resumeFrom)
                .toString();
    }

    public String log() {
        return log;
    }

    /** The partition, null if the failure lies in the hot tier or in no single place. */
    public @Nullable Partition partition() {
        return partition;
    }

    /** The tier, null if the failure lies in no single one. */
    public @Nullable Tier tier() {
        return tier;
    }

    /** The file's location, null if the failure lies in the hot tier or in no single file. */
    public @Nullable String path() {
        return path;
    }

    /** Every wanted event below this position has been delivered, none at or past it. */
    public long resumeFrom() {
        return resumeFrom;
    }
}
