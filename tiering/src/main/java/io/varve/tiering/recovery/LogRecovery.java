package io.varve.tiering.recovery;

import io.varve.tiering.bucket.BucketNotes;
import io.varve.tiering.bucket.CatalogManifest;
import io.varve.tiering.catalog.LogCatalog;
import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.catalog.NewFile;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.parquet.ChainLink;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.parquet.SealedFile;
import io.varve.tiering.protection.SegmentName;
import io.varve.tiering.protection.SegmentReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes one log again of what the bucket holds. First {@link #plan} looks, decides and refuses; then {@link #run} makes
 * the files known to a new catalog, in the order of their positions, each proven to follow the one before by the digest
 * chain, and puts what segments hold after them back into the hot tier.
 */
public final class LogRecovery {

    private final ObjectStore store;
    private final BucketContents contents;
    private final LogDefinition definition;
    private final @Nullable Long manifestNumber;
    private final FilePlan plan;
    private final long manifestEnd;
    private final List<String> warnings;

    private LogRecovery(
            ObjectStore store,
            BucketContents contents,
            LogDefinition definition,
            @Nullable Long manifestNumber,
            FilePlan plan,
            long manifestEnd,
            List<String> warnings) {
        this.store = store;
        this.contents = contents;
        this.definition = definition;
        this.manifestNumber = manifestNumber;
        this.plan = plan;
        this.manifestEnd = manifestEnd;
        this.warnings = warnings;
    }

    /**
     * Decides what the log will consist of; nothing is written.
     *
     * @param hot for a log without a manifest: how long its partitions stay hot
     * @param warm likewise: how old they are when they leave the warm tier
     * @throws RecoveryException if the bucket lacks what it must hold; all of it is named
     * @throws IOException if the bucket could not be read
     */
    public static LogRecovery plan(ObjectStore store, BucketContents contents, Duration hot, Duration warm)
            throws IOException {
        List<String> warnings = new ArrayList<>();
        BucketContents.Numbered newest = contents.newestManifest(store, warnings::add);
        if (newest != null) {
            CatalogManifest manifest = newest.manifest();
            return new LogRecovery(
                    store,
                    contents,
                    manifest.definition(),
                    newest.number(),
                    FilePlan.of(manifest, contents),
                    manifest.sealedTo(),
                    warnings);
        }
        List<ObjectInfo> files = contents.filesFrom(0);
        if (files.isEmpty()) {
            throw new RecoveryException("log '" + contents.layout().log() + "' ("
                    + contents.layout().logId() + ") has neither a manifest that can be read nor a file: there is"
                    + " nothing to tell how it is cut into partitions" + because(warnings));
        }
        warnings.add("log '" + contents.layout().log() + "' has no manifest that can be read: files that the bucket"
                + " lacks behind those that follow each other cannot be named, and the ages of its tiers are the"
                + " defaults");
        EventFileName first =
                EventFileName.parse(BucketContents.name(files.get(0).key()));
        LogDefinition definition = new LogDefinition(
                contents.layout().log(),
                contents.layout().logId(),
                first.partition().unit(),
                hot,
                warm);
        return new LogRecovery(store, contents, definition, null, new FilePlan(List.of(), true), 0, warnings);
    }

    private static String because(List<String> warnings) {
        return warnings.isEmpty() ? "" : "; " + String.join("; ", warnings);
    }

    public String log() {
        return definition.name();
    }

    /** Copies of its subscriptions in the bucket, the oldest first. */
    public List<ObjectInfo> subscriptions() {
        return contents.subscriptions();
    }

    public UUID logId() {
        return definition.id();
    }

    /**
     * Makes the log.
     *
     * @throws RecoveryException if a file does not continue the chain, or is not what its name says
     * @throws IOException if the bucket could not be read, or the disk not be written
     */
    public RecoveryReport run(RecoveryTarget target, RecoveryListener listener) throws IOException {
        SegmentReader segments = new SegmentReader(store, contents.layout(), contents.segments(), warnings::add);
        Taking files;
        try (SidecarFetch sidecars = new SidecarFetch(store, contents, target, warnings::add)) {
            files = new Taking(target, sidecars, segments, listener);
            boolean isWhole = files.takePlanned();
            if (isWhole) {
                files.takeLater();
            }
        }
        requireNoGap(files.position, segments);
        LogCatalog catalog = target.catalog().create(definition);
        if (!files.taken.isEmpty()) {
            catalog.append(files.taken);
        }
        long end = new HotFilling(definition, segments, target.hot()).fill(files.position, files.total, listener);
        BucketNotes notes = new BucketNotes(target.catalog().jdbcUrl(), log());
        segments.read().forEach(segment -> notes.segment(segment.format(), true));
        long known = Math.max(manifestEnd, contents.knownEnd());
        if (known > end) {
            warnings.add("log '" + log() + "': events from position " + end + " to " + (known - 1) + " are lost: "
                    + "the bucket does not hold position " + end + ", and none after a hole can be kept");
        }
        return new RecoveryReport(
                log(),
                logId(),
                manifestNumber,
                files.taken.size(),
                files.rebuilt,
                files.sidecars.rebuilt(),
                files.taken.stream().mapToLong(NewFile::bytes).sum(),
                files.position,
                end - files.position,
                end,
                known > end ? known - 1 : null,
                null,
                warnings);
    }

    /** Where no manifest tells that a file was local only, a hole between files is a file that the bucket lost. */
    private void requireNoGap(long sealedTo, SegmentReader segments) {
        List<ObjectInfo> behind = contents.filesFrom(sealedTo);
        if (manifestNumber == null && !behind.isEmpty()) {
            long next = EventFileName.parse(BucketContents.name(behind.get(0).key()))
                    .firstPosition();
            if (SegmentName.coveredTo(sealedTo, segments.names()) < next) {
                throw new RecoveryException("log '" + log() + "': the bucket lacks files for positions " + sealedTo
                        + " to " + (next - 1) + "; the next one is "
                        + store.uri(behind.get(0).key()));
            }
        }
    }

    /** The files as they are taken, one after the other. */
    private final class Taking {

        private final RecoveryListener listener;
        private final SidecarFetch sidecars;
        private final SealedAnew anew;
        private final List<NewFile> taken = new ArrayList<>();
        private final long total;
        private ChainLink chain = ChainLink.start(definition.id());
        private long position;
        private int rebuilt;

        Taking(RecoveryTarget target, SidecarFetch sidecars, SegmentReader segments, RecoveryListener listener) {
            this.listener = listener;
            this.sidecars = sidecars;
            this.anew = new SealedAnew(definition, segments, target.warm());
            this.total = Math.max(manifestEnd, contents.knownEnd());
        }

        /** Takes the files that the manifest names; false if the log ends before their end. */
        boolean takePlanned() throws IOException {
            sidecars.begin(plan.files().stream()
                    .map(FilePlan.Planned::object)
                    .filter(Objects::nonNull)
                    .toList());
            for (FilePlan.Planned planned : plan.files()) {
                ObjectInfo object = planned.object();
                if (object != null) {
                    FileFacts facts = sidecars.facts(object);
                    requireContinues(object, facts);
                    take(facts, store.uri(object.key()));
                    continue;
                }
                SealedFile sealed = anew.seal(planned.entry(), chain);
                if (sealed == null) {
                    refuseIfItWasInTheBucket(planned.entry());
                    return false;
                }
                rebuilt++;
                take(sealed.facts(), sealed.path().toAbsolutePath().normalize().toUri());
            }
            return plan.isWhole();
        }

        /** Takes files that are newer than the manifest, as long as their chain continues. */
        void takeLater() throws IOException {
            boolean found = true;
            while (found) {
                found = false;
                for (ObjectInfo object : contents.filesFrom(position)) {
                    boolean isNext = EventFileName.parse(BucketContents.name(object.key()))
                                    .firstPosition()
                            == position;
                    FileFacts facts = isNext ? sidecars.facts(object) : null;
                    if (facts != null && facts.previous().equals(chain)) {
                        requireContinues(object, facts);
                        take(facts, store.uri(object.key()));
                        found = true;
                        break;
                    }
                }
            }
        }

        private void refuseIfItWasInTheBucket(CatalogManifest.Entry entry) {
            if (entry.key() != null) {
                throw new RecoveryException("log '" + log() + "': the bucket lacks " + entry.key()
                        + ", and the segments that hold its events cannot be read: " + String.join("; ", warnings));
            }
        }

        private void requireContinues(ObjectInfo object, FileFacts facts) {
            ChainLink next = chain.next(facts.firstPosition(), facts.lastPosition(), facts.digest());
            if (facts.firstPosition() != position
                    || !facts.previous().equals(chain)
                    || !facts.chain().equals(next)) {
                throw new RecoveryException("log '" + log() + "': " + store.uri(object.key())
                        + " does not continue the chain at position " + position + ": it follows " + facts.previous()
                        + ", the file before ends with " + chain);
            }
        }

        private void take(FileFacts facts, URI location) {
            taken.add(new NewFile(
                    facts.partition(),
                    location,
                    facts.firstPosition(),
                    facts.lastPosition(),
                    facts.events(),
                    facts.bytes(),
                    facts.minRecordedAtMicros(),
                    facts.maxRecordedAtMicros(),
                    facts.minTimeMicros(),
                    facts.maxTimeMicros(),
                    Map.copyOf(facts.progress())));
            chain = facts.chain();
            position = facts.lastPosition() + 1;
            listener.recovered(log(), position, total, "partition " + facts.partition());
        }
    }
}
