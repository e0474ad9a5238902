package io.varve.server.archive;

import io.varve.query.subscription.RestoredSubscriptions;
import io.varve.query.subscription.SubscriptionException;
import io.varve.tiering.bucket.StoredBytes;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.recovery.RecoveryReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Brings the subscriptions of one log back, from the newest copy in the bucket that can be read.
 *
 * @param directory where their files go
 */
record SubscriptionRecovery(ObjectStore store, Path directory) {

    /**
     * @param copies the oldest first
     * @param report of the log that was recovered
     * @return the report with what came back of the subscriptions
     */
    RecoveryReport run(List<ObjectInfo> copies, RecoveryReport report) throws IOException {
        List<String> warnings = new ArrayList<>();
        for (int i = copies.size() - 1; i >= 0; i--) {
            ObjectInfo copy = copies.get(i);
            String location = store.uri(copy.key()).toString();
            try {
                RestoredSubscriptions.requirePossible(location, copy.bytes());
                RestoredSubscriptions restored = RestoredSubscriptions.of(
                        location,
                        StoredBytes.read(store, copy),
                        report.logId(),
                        report.endPosition(),
                        directory,
                        UUID::randomUUID);
                restored.warnings().forEach(warning -> warnings.add("log '" + report.log() + "': " + warning));
                return report.withSubscriptions(restored.count(), warnings);
            } catch (SubscriptionException | NoSuchObjectException e) {
                warnings.add(e.getMessage() + (i > 0 ? "; an older one is taken" : ""));
            }
        }
        return report.withSubscriptions(null, warnings);
    }
}
