package io.varve.tiering.catalog;

import static io.varve.tiering.catalog.SampleFiles.cold;
import static io.varve.tiering.catalog.SampleFiles.definition;
import static io.varve.tiering.catalog.SampleFiles.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.catalog.FaultyCommits.Fault;
import io.varve.tiering.partition.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits whose answer is lost, and commits that fail. */
class DoubtTest {

    @TempDir
    Path directory;

    private final FaultyCommits commits = new FaultyCommits();
    private Catalog catalog;
    private LogCatalog log;

    @BeforeEach
    void open() {
        catalog = commits.open(CatalogConfig.embedded(directory));
        log = catalog.create(definition("events"));
        log.append(files(directory, 0, 1));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void lostAnswerOfACommitThatIsThereIsDone() {
        commits.fail(Fault.LOSE_THE_ANSWER);
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
        commits.fail(Fault.LOSE_THE_ANSWER);
        assertThat(catalog.create(definition("other")).definition()).isEqualTo(definition("other"));
    }

    @Test
    void commitThatIsNotToBeSeenIsUnknown() {
        commits.fail(Fault.LOSE_THE_REQUEST);
        assertThatThrownBy(() -> log.append(files(directory, 1, 2))).isInstanceOf(CatalogUnknownException.class);
        assertThatThrownBy(() -> catalog.create(definition("other"))).isInstanceOf(CatalogUnknownException.class);
        assertThat(log.view().sealedTo()).isEqualTo(100);
        commits.heal();
        assertThat(log.append(files(directory, 1, 2)).sealedTo()).isEqualTo(200);
    }

    @Test
    void catalogThatCannotBeReadAfterwardsIsUnknownAndReadAgainBeforeTheNextChange() {
        commits.fail(Fault.LOSE_THE_ANSWER_AND_GO_DARK);
        assertThatThrownBy(() -> log.append(files(directory, 1, 2))).isInstanceOf(CatalogUnknownException.class);
        assertThatThrownBy(() -> log.append(files(directory, 1, 2)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("cannot read");
        commits.heal();
        // the commit was there: the same files again would be in two places
        assertThatThrownBy(() -> log.append(files(directory, 1, 2))).isInstanceOf(CatalogGapException.class);
        assertThat(log.view().sealedTo()).isEqualTo(200);
    }

    @Test
    void failureChangesNothing() {
        commits.fail(Fault.FAIL);
        CatalogView before = log.view();
        assertThatThrownBy(() -> log.append(files(directory, 1, 2)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("nothing changed");
        assertThatThrownBy(() -> log.setHold(SampleFiles.day(0), Instant.EPOCH)).isInstanceOf(CatalogException.class);
        assertThat(log.view().files()).isEqualTo(before.files());
        assertThat(log.view().number()).isEqualTo(before.number());
        commits.heal();
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
        commits.beforeNext(this::otherComesBetween);
        assertThatThrownBy(() -> log.append(files(directory, 1, 2)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("nothing changed");
        commits.heal();
        assertThat(log.append(files(directory, 2, 3)).sealedTo()).isEqualTo(300);
    }

    private void otherComesBetween() {
        commits.heal();
        try (Catalog other = Catalog.open(CatalogConfig.embedded(directory))) {
            other.log("events").append(files(directory, 1, 2));
        }
    }
}
