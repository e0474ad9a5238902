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
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Re-reads every tier of a log and compares: tiling, counts, the SHA-256 of each file, the digest of its events, the
 * chain from file to file, and each excerpt of the hot tier. It changes nothing in the tiers: a sidecar that is missing
 * or damaged where its file lies is a finding, and is left to the next reader of the file, who makes it again.
 */
public final class Verifier {

    private final MigrationContext context;

    public Verifier(MigrationContext context) {
        this.context = context;
    }

    /** @param only reads this tier alone; null reads all of them. The chain is checked for each file that is read */
    public VerifyReport verify(@Nullable Tier only, VerifyListener listener) {
        Pass pass = new Pass(context.view(), listener);
        if (only == null || only != Tier.HOT) {
            pass.files(only);
        }
        if (only == null || only == Tier.HOT) {
            pass.hot();
        }
        return new VerifyReport(pass.files, pass.events, pass.bytes, pass.findings);
    }

    /** One verification under way. */
    private final class Pass {

        private final CatalogView view;
        private final VerifyListener listener;
        private final List<Finding> findings = new ArrayList<>();
        private long files;
        private long events;
        private long bytes;
        private @Nullable CatalogFile lastFile;
        private @Nullable FileFacts lastFacts;

        Pass(CatalogView view, VerifyListener listener) {
            this.view = view;
            this.listener = listener;
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
                    files++;
                    bytes += file.bytes();
                    listener.checked(files, total, bytes, file.partition().name());
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
                bytes(file);
                if (facts != null && findings.size() == findingsBefore) {
                    events(file, facts);
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

        private void bytes(CatalogFile file) throws IOException {
            try (ByteSource source = context.sources().files().bytes(file)) {
                long length = file.tier() == Tier.COLD ? coldLength(file) : source.length();
                if (length != file.bytes()) {
                    find(file, "it is " + length + " bytes long, the catalog says " + file.bytes());
                } else if (!Arrays.equals(
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
