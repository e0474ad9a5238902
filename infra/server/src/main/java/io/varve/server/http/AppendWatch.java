package io.varve.server.http;

import io.varve.ingest.append.AppendRefusal;
import io.varve.server.archive.ArchiveLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log of the server when a log begins to refuse appends, or does so for another reason, and when it takes
 * them again: once each, however often it looks. For one thread.
 */
final class AppendWatch {

    private static final Logger LOG = LoggerFactory.getLogger(AppendWatch.class);

    private final Map<String, List<AppendRefusal.Reason>> told = new HashMap<>();

    void look(ArchiveLog log) {
        List<AppendRefusal> refusals = log.appender().refusals();
        List<AppendRefusal.Reason> reasons =
                refusals.stream().map(AppendRefusal::reason).toList();
        List<AppendRefusal.Reason> before = told.put(log.name(), reasons);
        if (reasons.equals(before == null ? List.of() : before)) {
            return;
        }
        for (AppendRefusal refusal : refusals) {
            LOG.error("log '{}' takes no appends: {}", log.name(), refusal.detail());
        }
        if (refusals.isEmpty()) {
            LOG.warn("log '{}' takes appends again", log.name());
        }
    }
}
