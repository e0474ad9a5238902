package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.cold;
import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.partition.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits whose answer is lost, and commits that fail. */
class DoubtTest {

    private enum Fault {
        NONE,
        FAIL,
        LOSE_THE_ANSWER,
        LOSE_THE_REQUEST,
        OTHER_COMES_BETWEEN,
        LOSE_THE_ANSWER_AND_GO_DARK
    }

    @TempDir
    Path directory;

    private Fault fault = Fault.NONE;
    private boolean dark;
    private Catalog catalog;
    private LogCatalog log;

    @BeforeEach
    void open() {
        catalog = Catalog.open(CatalogConfig.embedded(directory), FaultyCatalog::new);
        log = catalog.create(definition("events"));
        log.append(files(directory, 0, 1));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void lostAnswerOfACommitThatIsThereIsDone() {
        fault = Fault.LOSE_THE_ANSWER;
        assertThat(log.append(files(directory, 1, 2)).sealedTo()).isEqualTo(200);
        assertThat(log.move(List.of(new Move(log.view().files().get(0), cold(0), Tier.COLD)))
                        .files())
                .extracting(CatalogFile::tier)
                .containsExactly(Tier.COLD, Tier.WARM);
        Instant until = Instant.parse("2026-02-01T00:00:00Z");
        assertThat(log.setHold(SampleFiles.day(1), until).holds()).containsEntry("2026-01-02", until);
        Instant later = Instant.now().plus(Duration.ofHours(1));
        assertThat(log.expire(later, Duration.ZERO).locations()).hasSize(2);
        assertThat(log.view().number()).isEqualTo(4);
    }

    @Test
    void lostAnswerOfACreationThatIsThereIsDone() {
        fault = Fault.LOSE_THE_ANSWER;
        assertThat(catalog.create(definition("other")).definition()).isEqualTo(definition("other"));
    }

    @Test
    void commitThatIsNotToBeSeenIsUnknown() {
        fault = Fault.LOSE_THE_REQUEST;
        assertThatThrownBy(() -> log.append(files(directory, 1, 2))).isInstanceOf(CatalogUnknownException.class);
        assertThatThrownBy(() -> catalog.create(definition("other"))).isInstanceOf(CatalogUnknownException.class);
        assertThat(log.view().sealedTo()).isEqualTo(100);
        fault = Fault.NONE;
        assertThat(log.append(files(directory, 1, 2)).sealedTo()).isEqualTo(200);
    }

    @Test
    void catalogThatCannotBeReadAfterwardsIsUnknownAndReadAgainBeforeTheNextChange() {
        fault = Fault.LOSE_THE_ANSWER_AND_GO_DARK;
        assertThatThrownBy(() -> log.append(files(directory, 1, 2))).isInstanceOf(CatalogUnknownException.class);
        assertThatThrownBy(() -> log.append(files(directory, 1, 2)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("cannot read");
        dark = false;
        fault = Fault.NONE;
        // the commit was there: the same files again would be in two places
        assertThatThrownBy(() -> log.append(files(directory, 1, 2))).isInstanceOf(CatalogGapException.class);
        assertThat(log.view().sealedTo()).isEqualTo(200);
    }

    @Test
    void failureChangesNothing() {
        fault = Fault.FAIL;
        CatalogView before = log.view();
        assertThatThrownBy(() -> log.append(files(directory, 1, 2)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("nothing changed");
        assertThatThrownBy(() -> log.setHold(SampleFiles.day(0), Instant.EPOCH)).isInstanceOf(CatalogException.class);
        assertThat(log.view().files()).isEqualTo(before.files());
        assertThat(log.view().number()).isEqualTo(before.number());
        fault = Fault.NONE;
        assertThat(log.append(files(directory, 1, 2)).sealedTo()).isEqualTo(200);
    }

    @Test
    void changeBySomebodyElseIsNoticedAndReadBeforeTheNextTry() {
        try (Catalog other = Catalog.open(CatalogConfig.embedded(directory))) {
            other.log("events").append(files(directory, 1, 2));
        }
        assertThatThrownBy(() -> log.append(files(directory, 1, 2)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("changed by another process");
        assertThatThrownBy(() -> log.append(files(directory, 1, 2))).isInstanceOf(CatalogGapException.class);
        assertThat(log.append(files(directory, 2, 3)).sealedTo()).isEqualTo(300);
    }

    @Test
    void changeBySomebodyElseInTheLastMomentIsNotBuiltUpon() {
        fault = Fault.OTHER_COMES_BETWEEN;
        assertThatThrownBy(() -> log.append(files(directory, 1, 2)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("nothing changed");
        fault = Fault.NONE;
        assertThat(log.append(files(directory, 2, 3)).sealedTo()).isEqualTo(300);
    }

    private void otherComesBetween() {
        fault = Fault.NONE;
        try (Catalog other = Catalog.open(CatalogConfig.embedded(directory))) {
            other.log("events").append(files(directory, 1, 2));
        }
    }

    private final class FaultyCatalog extends JdbcCatalog {

        FaultyCatalog(Function<Map<String, String>, FileIO> files) {
            super(files, null, true);
        }

        @Override
        protected TableOperations newTableOps(TableIdentifier table) {
            return new FaultyOperations(super.newTableOps(table));
        }
    }

    private final class FaultyOperations implements TableOperations {

        private final TableOperations real;

        FaultyOperations(TableOperations real) {
            this.real = real;
        }

        @Override
        public TableMetadata current() {
            return real.current();
        }

        @Override
        public TableMetadata refresh() {
            if (dark) {
                throw new IllegalStateException("the catalog does not answer");
            }
            return real.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            if (fault == Fault.FAIL) {
                throw new CommitFailedException("somebody was faster");
            }
            if (fault != Fault.LOSE_THE_REQUEST) {
                real.commit(base, metadata);
            }
            if (fault == Fault.LOSE_THE_ANSWER_AND_GO_DARK) {
                dark = true;
            }
            if (fault != Fault.NONE) {
                throw new CommitStateUnknownException(new IllegalStateException("connection lost"));
            }
        }

        @Override
        public FileIO io() {
            return real.io();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return real.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return real.locationProvider();
        }

        @Override
        public EncryptionManager encryption() {
            return real.encryption();
        }

        @Override
        public TableOperations temp(TableMetadata uncommitted) {
            if (fault == Fault.OTHER_COMES_BETWEEN) {
                otherComesBetween();
            }
            return real.temp(uncommitted);
        }

        @Override
        public long newSnapshotId() {
            return real.newSnapshotId();
        }
    }
}
