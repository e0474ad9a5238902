package io.varve.tiering.recovery;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was brought back of a log.
 *
 * @param log its name
 * @param logId its id
 * @param manifest number of the manifest that was followed; null if there was none that can be read
 * @param files sealed files, those in {@code rebuiltFiles} included
 * @param rebuiltFiles of these, files that were sealed anew from segments
 * @param rebuiltSidecars sidecars that were made again from their files
 * @param bytes of the files
 * @param sealedTo the first position that is in no file
 * @param fromSegments events that were put back into the hot tier
 * @param endPosition the first position that there is no event of; the next one to be appended
 * @param lostTo the last position that is known to have existed and could not be brought back; null if none is known
 * @param subscriptions subscriptions that go on; null if the bucket holds no copy of them that can be read, which is
 *     not the same as none
 * @param warnings what was passed over, one line each
 */
public record RecoveryReport(
        String log,
        UUID logId,
        @Nullable Long manifest,
        int files,
        int rebuiltFiles,
        int rebuiltSidecars,
        long bytes,
        long sealedTo,
        long fromSegments,
        long endPosition,
        @Nullable Long lostTo,
        @Nullable Integer subscriptions,
        List<String> warnings) {

    public RecoveryReport {
        warnings = List.copyOf(warnings);
    }

    /** The same with subscriptions that were brought back, and what is to be told of these. */
    public RecoveryReport withSubscriptions(@Nullable Integer restored, List<String> more) {
        return new RecoveryReport(
                log,
                logId,
                manifest,
                files,
                rebuiltFiles,
                rebuiltSidecars,
                bytes,
                sealedTo,
                fromSegments,
                endPosition,
                lostTo,
                restored,
                Stream.concat(warnings.stream(), more.stream()).toList());
    }

    /** The first position that is known to be lost; null if none is. */
    public @Nullable Long lostFrom() {
        return lostTo == null ? null : endPosition;
    }
}
