package io.varve.tiering.migration;

import io.varve.ingest.hot.HotCursor;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.parquet.ByteSource;
import io.varve.tiering.parquet.ChainLink;
import io.varve.tiering.parquet.DamagedFileException;
import io.varve.tiering.parquet.EventFileName;
import io.varve.tiering.parquet.FileFacts;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.store.OpenFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Re-reads every tier of a log and compares: tiling, counts, the SHA-256 of each file, the digest of its events, the
 * chain from file to file, and each excerpt of the hot tier. It changes nothing in the tiers: a sidecar that is missing
 * or damaged where its file lies is a finding, and is left to the next reader of the file, who makes it again.
 */
public final class Verifier {

    /** A first run reads this part of all. */
    private static final int RUNS_AT_LEAST = 12;

    private final MigrationContext context;
    private final VerifiedFiles verified;
    private final LastRuns lastRuns;

    public Verifier(MigrationContext context, VerifiedFiles verified, LastRuns lastRuns) {
        this.context = context;
        this.verified = verified;
        this.lastRuns = lastRuns;
    }

    /** @param only reads this tier alone; null reads all of them. The chain is checked for each file that is read */
    public VerifyReport verify(@Nullable Tier only, VerifyListener listener) {
        CatalogView view = context.view();
        Pass pass = new Pass(view, listener, Set.copyOf(view.files()));
        if (only == null || only != Tier.HOT) {
            pass.files(only);
        }
        if (only == null || only == Tier.HOT) {
            pass.hot();
        }
        if (only == null) {
            lastRuns.ended(LastRuns.Work.VERIFY, context.realNow());
        }
        return pass.report();
    }

    /**
     * Checks that every file is present and as long as it was, with its link in the chain, and reads the hot tier and
     * those files whose bytes were read longest ago, or never. A run that is cut off is gone on with by the next.
     *
     * @param budgetBytes stops reading files once so many bytes were read; at least one file is read
     */
    public VerifyReport verifySome(long budgetBytes, VerifyListener listener) {
        CatalogView view = context.view();
        Pass pass = new Pass(view, listener, longestUnread(view, budgetBytes));
        pass.files(null);
        pass.hot();
        lastRuns.ended(LastRuns.Work.VERIFY, context.realNow());
        return pass.report();
    }

    /**
     * The same with a budget that lets each file be read once in the period, if this is called again and again.
     *
     * @param period in which every file is read, positive
     */
    public VerifyReport verifyInPeriod(Duration period, VerifyListener listener) {
        Instant now = context.realNow();
        Duration since = lastRuns.last(LastRuns.Work.VERIFY)
                .map(last -> Duration.between(last, now))
                .orElse(period.dividedBy(RUNS_AT_LEAST));
        double share = Math.min(1, Math.max(0, since.toSeconds() / (double) Math.max(1, period.toSeconds())));
        long total =
                context.view().files().stream().mapToLong(CatalogFile::bytes).sum();
        return verifySome((long) Math.ceil(total * share), listener);
    }

    /** When a verification of all files came to its end, whether or not it read all of them; empty if none ever did. */
    public Optional<Instant> lastEnded() {
        return lastRuns.last(LastRuns.Work.VERIFY);
    }

    private Set<CatalogFile> longestUnread(CatalogView view, long budgetBytes) {
        Map<URI, Instant> times = verified.all();
        Set<URI> gone = new HashSet<>(times.keySet());
        view.files().forEach(file -> gone.remove(file.location()));
        gone.forEach(verified::forget);
        List<CatalogFile> byAge = new ArrayList<>(view.files());
        byAge.sort(Comparator.comparing(file -> readAt(times.get(file.location()))));
        Set<CatalogFile> chosen = new HashSet<>();
        long bytes = 0;
        for (CatalogFile file : byAge) {
            if (!chosen.isEmpty() && bytes >= budgetBytes) {
                break;
            }
            chosen.add(file);
            bytes += file.bytes();
        }
        return chosen;
    }

    /** A time in the future was told by a clock that was ahead and has been set right: it says nothing. */
    private Instant readAt(@Nullable Instant noted) {
        return noted == null || noted.isAfter(context.realNow()) ? Instant.MIN : noted;
    }

    /** One verification under way. */
    private final class Pass {

        private final CatalogView view;
        private final VerifyListener listener;
        private final Set<CatalogFile> toRead;
        private final List<Finding> findings = new ArrayList<>();
        private long checked;
        private long files;
        private long events;
        private long bytes;
        private @Nullable CatalogFile lastFile;
        private @Nullable FileFacts lastFacts;

        Pass(CatalogView view, VerifyListener listener, Set<CatalogFile> toRead) {
            this.view = view;
            this.listener = listener;
            this.toRead = toRead;
        }

        VerifyReport report() {
            return new VerifyReport(checked, files, events, bytes, findings);
        }

        void files(@Nullable Tier only) {
            List<CatalogFile> all = view.files();
            long total = all.stream()
                    .filter(file -> only == null || file.tier() == only)
                    .count();
            for (int i = 0; i < all.size(); i++) {
                CatalogFile file = all.get(i);
                if (only == null || file.tier() == only) {
                    file(file, i == 0 ? null : all.get(i - 1));
                    checked++;
                    listener.checked(checked, total, bytes, file.partition().name());
                }
            }
        }

        private void file(CatalogFile file, @Nullable CatalogFile before) {
            int findingsBefore = findings.size();
            try {
                FileFacts facts = storedFacts(file);
                if (facts != null) {
                    facts(file, before, facts);
                }
                lastFile = file;
                lastFacts = facts;
                if (!toRead.contains(file)) {
                    length(file);
                    return;
                }
                files++;
                bytes += file.bytes();
                bytes(file);
                if (facts != null && findings.size() == findingsBefore) {
                    events(file, facts);
                }
                if (findings.size() == findingsBefore) {
                    verified.sound(file.location(), context.realNow());
                }
            } catch (IOException | RuntimeException e) {
                find(
                        file,
                        String.valueOf(
                                context.sources().files().failure(file, e).getMessage()));
            }
        }

        /** The facts in the sidecar beside the file; null where it is missing or damaged, which is a finding. */
        private @Nullable FileFacts storedFacts(CatalogFile file) throws IOException {
            try {
                return context.sources().files().storedSidecar(file).facts();
            } catch (NoSuchFileException | NoSuchObjectException e) {
                find(file, "its sidecar is missing");
            } catch (DamagedFileException e) {
                find(file, "its sidecar is damaged: " + e.getMessage());
            }
            return null;
        }

        private void facts(CatalogFile file, @Nullable CatalogFile before, FileFacts facts) throws IOException {
            if (facts.firstPosition() != file.firstPosition() || facts.lastPosition() != file.lastPosition()) {
                find(
                        file,
                        "it holds positions " + facts.firstPosition() + " to " + facts.lastPosition()
                                + ", the catalog says " + file.firstPosition() + " to " + file.lastPosition());
            }
            ChainLink previous = before == null
                    ? ChainLink.start(context.catalog().definition().id())
                    : chainAtEnd(file, before);
            if (previous != null && !facts.previous().equals(previous)) {
                find(
                        file,
                        "the chain is broken: it follows " + facts.previous() + ", the file before ends with "
                                + previous);
            }
            ChainLink link = facts.previous().next(facts.firstPosition(), facts.lastPosition(), facts.digest());
            if (!facts.chain().equals(link)) {
                find(file, "the chain is broken: its link is " + facts.chain() + ", must be " + link);
            }
        }

        /** The link with which the file before ends; null where that cannot be told, which is a finding. */
        private @Nullable ChainLink chainAtEnd(CatalogFile file, CatalogFile before) throws IOException {
            if (before.equals(lastFile)) {
                return lastFacts == null ? null : lastFacts.chain(); // if null, a finding of that file
            }
            try {
                return context.sources().files().storedSidecar(before).facts().chain();
            } catch (NoSuchFileException | NoSuchObjectException | DamagedFileException e) {
                find(file, "what it follows in the chain cannot be told: " + e.getMessage());
                return null;
            }
        }

        private boolean length(CatalogFile file) throws IOException {
            long length = file.tier() == Tier.COLD ? coldLength(file) : Files.size(Path.of(file.location()));
            if (length != file.bytes()) {
                find(file, "it is " + length + " bytes long, the catalog says " + file.bytes());
            }
            return length == file.bytes();
        }

        private void bytes(CatalogFile file) throws IOException {
            if (!length(file)) {
                return;
            }
            try (ByteSource source = context.sources().files().bytes(file)) {
                if (!Arrays.equals(
                        WholeFile.sha256(source),
                        EventFileName.parse(name(file)).sha256())) {
                    find(
                            file,
                            "its bytes are not those that were sealed: the SHA-256 differs from the one in its name");
                }
            }
        }

        /** As the object store says: a source of its bytes is only told how many there should be. */
        private long coldLength(CatalogFile file) throws IOException {
            String key = context.cold().key(file.location());
            return context.cold()
                    .find(key)
                    .orElseThrow(() -> new NoSuchObjectException(file.location()))
                    .bytes();
        }

        private void events(CatalogFile file, FileFacts facts) throws IOException {
            try (OpenFile open = context.sources().files().open(file)) {
                if (!Arrays.equals(open.reader().digest(), facts.digest())) {
                    find(file, "the digest of its events differs from the one recorded when it was sealed");
                }
                events += file.events();
            }
        }

        void hot() {
            long from = view.sealedTo();
            long head = context.sources().head().getAsLong();
            String range = "positions " + from + " to " + (head - 1);
            try (HotCursor cursor = context.sources().hot().read(from, head)) {
                long recordedAt = Long.MIN_VALUE;
                while (cursor.next()) {
                    if (cursor.recordedAtMicros() < recordedAt) {
                        findHot(range, "log time goes back at position " + cursor.position());
                    }
                    recordedAt = cursor.recordedAtMicros();
                    events++;
                }
            } catch (RuntimeException e) {
                findHot(range, String.valueOf(e.getMessage()));
            }
        }

        private void findHot(String range, String problem) {
            findings.add(new Finding(range, Tier.HOT, "hot log of '" + context.log() + "'", problem));
        }

        private void find(CatalogFile file, String problem) {
            findings.add(new Finding(
                    file.partition().name(), file.tier(), file.location().toString(), problem));
        }

        private String name(CatalogFile file) {
            String path = file.location().getPath();
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }
}
