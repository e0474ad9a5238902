package io.varve.query.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.varve.ingest.hot.HotSpan;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Partition;
import io.varve.tiering.partition.PartitionUnit;
import io.varve.tiering.partition.Tier;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The log of these tests:
 *
 * <pre>
 * day        0          1          2          3          4
 * position   0 .. 9     10 .. 19   20 .. 29   30 .. 39   40 .. 44 (head 45)
 * tier       COLD       COLD       WARM       HOT        HOT
 * time       none       5 .. 6     7 .. 8
 * </pre>
 */
final class ReplayPlannerTest {

    private static final List<CatalogFile> FILES = List.of(
            file(Tier.COLD, 0, 0, 9, null, null),
            file(Tier.COLD, 1, 10, 19, 5L, 6L),
            file(Tier.WARM, 2, 20, 29, 7L, 8L));
    private static final HotRange HOT =
            new HotRange(20, 45, List.of(cycle(2, 20, 30), cycle(3, 30, 40), cycle(4, 40, 45)));

    @Test
    void takesEachPositionFromOneTier() {
        ReplayPlan plan = plan(ReplayRequest.all());

        assertThat(plan.segments())
                .containsExactly(
                        ReplaySegment.of(FILES.get(0), 0, 10),
                        ReplaySegment.of(FILES.get(1), 10, 20),
                        ReplaySegment.of(FILES.get(2), 20, 30),
                        ReplaySegment.hot(30, 40),
                        ReplaySegment.hot(40, 45));
        assertThat(plan.segments()).extracting(ReplaySegment::tier).contains(Tier.COLD, Tier.WARM, Tier.HOT);
        assertThat(plan.to()).isEqualTo(45);
    }

    @Test
    void cutsAtThePositionsAskedFor() {
        assertThat(plan(ReplayRequest.all().withPositions(15, 31)).segments())
                .containsExactly(
                        ReplaySegment.of(FILES.get(1), 15, 20),
                        ReplaySegment.of(FILES.get(2), 20, 30),
                        ReplaySegment.hot(30, 31));
        for (long empty : new long[] {0, 20, 25, 30, 35, 45}) {
            assertThat(plan(ReplayRequest.all().withPositions(empty, empty)).segments())
                    .isEmpty();
        }
    }

    @Test
    void endsAtTheHead() {
        ReplayPlan behind = plan(ReplayRequest.all().withPositions(60, 70));
        assertThat(behind.segments()).isEmpty();
        assertThat(behind.from()).isEqualTo(45);
        assertThat(behind.to()).isEqualTo(45);

        ReplayPlan shortened = new ReplayPlanner("l", FILES, HOT, 25).plan(ReplayRequest.all());
        assertThat(shortened.segments()).hasSize(3).last().isEqualTo(ReplaySegment.of(FILES.get(2), 20, 25));
    }

    @Test
    void readsNoPlaceThatIsOutsideTheLogTimes() {
        ReplayPlan plan = plan(ReplayRequest.all().withTimes(TimeBasis.RECORDED, TestLog.day(2), TestLog.day(3) + 1));

        assertThat(plan.segments()).containsExactly(ReplaySegment.of(FILES.get(2), 20, 30), ReplaySegment.hot(30, 40));
        assertThat(plan.prunedFiles()).isEqualTo(2);
    }

    @Test
    void takesTimesSinceInclusiveAndUntilExclusive() {
        long least = FILES.get(1).minRecordedAtMicros();
        long greatest = FILES.get(1).maxRecordedAtMicros();

        assertThat(filesIn(TimeBasis.RECORDED, greatest, greatest + 1)).containsExactly(FILES.get(1));
        assertThat(filesIn(TimeBasis.RECORDED, greatest + 1, greatest + 2)).isEmpty();
        assertThat(filesIn(TimeBasis.RECORDED, least - 1, least)).isEmpty();
        assertThat(filesIn(TimeBasis.RECORDED, least, least + 1)).containsExactly(FILES.get(1));
    }

    @Test
    void readsNoFileThatIsOutsideTheBusinessTimesOrHasNone() {
        assertThat(filesIn(TimeBasis.BUSINESS, Long.MIN_VALUE, 7)).containsExactly(FILES.get(1));
        assertThat(filesIn(TimeBasis.BUSINESS, 6, 8)).containsExactly(FILES.get(1), FILES.get(2));
        assertThat(filesIn(TimeBasis.BUSINESS, 9, Long.MAX_VALUE)).isEmpty();
        assertThat(plan(ReplayRequest.all().withTimes(TimeBasis.BUSINESS, 9, 10))
                        .segments())
                .as("hot events tell their business times only when they are read")
                .containsExactly(ReplaySegment.hot(30, 40), ReplaySegment.hot(40, 45));
    }

    @Test
    void refusesAGapBetweenFiles() {
        TilingException gap = refused(List.of(FILES.get(0), FILES.get(2)), HOT, 45);

        assertThat(gap.expectedPosition()).isEqualTo(10);
        assertThat(gap.foundPosition()).isEqualTo(20);
        assertThat(gap).hasMessageContaining("no tier holds positions 10 to 19");
    }

    @Test
    void refusesAPositionInTwoFiles() {
        TilingException overlap = refused(List.of(FILES.get(0), file(Tier.WARM, 1, 8, 19, null, null)), HOT, 20);

        assertThat(overlap.expectedPosition()).isEqualTo(10);
        assertThat(overlap.foundPosition()).isEqualTo(8);
        assertThat(overlap).hasMessageContaining("positions 8 to 9 are held twice");
    }

    @Test
    void refusesAGapBeforeTheHotTierAndBehindIt() {
        assertThat(refused(FILES, new HotRange(31, 45, List.of(cycle(3, 31, 45))), 45))
                .hasMessageContaining("positions 30 to 30");
        assertThat(refused(FILES, new HotRange(30, 40, List.of(cycle(3, 30, 40))), 45))
                .hasMessageContaining("positions 40 to 44");
        assertThat(refused(FILES.subList(1, 3), HOT, 45)).hasMessageContaining("positions 0 to 9");
    }

    @Test
    void needsNoHotTierWhereAllIsSealed() {
        HotRange empty = new HotRange(30, 30, List.of());

        assertThat(new ReplayPlanner("l", FILES, empty, 30)
                        .plan(ReplayRequest.all())
                        .segments())
                .hasSize(3);
        assertThat(new ReplayPlanner("l", List.of(), new HotRange(0, 0, List.of()), 0)
                        .plan(ReplayRequest.all())
                        .segments())
                .isEmpty();
    }

    private static ReplayPlan plan(ReplayRequest request) {
        return new ReplayPlanner("l", FILES, HOT, 45).plan(request);
    }

    private static List<@Nullable CatalogFile> filesIn(TimeBasis basis, long since, long until) {
        return plan(ReplayRequest.all().withPositions(0, 30).withTimes(basis, since, until)).segments().stream()
                .<@Nullable CatalogFile>map(ReplaySegment::file)
                .toList();
    }

    private static TilingException refused(List<CatalogFile> files, HotRange hot, long head) {
        return catchThrowableOfType(TilingException.class, () -> new ReplayPlanner("l", files, hot, head));
    }

    private static HotSpan cycle(int day, long first, long end) {
        return new HotSpan(TestLog.day(day), TestLog.day(day + 1), first, end);
    }

    private static CatalogFile file(
            Tier tier, int day, long first, long last, @Nullable Long leastTime, @Nullable Long greatestTime) {
        String place = tier == Tier.COLD ? "s3://bucket/" : "file:///warm/";
        return new CatalogFile(
                Partition.of(PartitionUnit.DAY, TestLog.day(day)),
                tier,
                URI.create(place + day),
                first,
                last,
                last - first + 1,
                1_000,
                TestLog.day(day) + 10,
                TestLog.day(day) + 20,
                leastTime,
                greatestTime);
    }
}
