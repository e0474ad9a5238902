package io.varve.ingest.hot;

import static io.varve.ingest.hot.HotSamples.START;
import static io.varve.ingest.hot.HotSamples.append;
import static io.varve.ingest.hot.HotSamples.requireEvents;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.disk.DurableImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Law 4: what was synced survives a loss of power, across days, and what was not may be gone but never half there. */
final class HotLogPowerLossTest {

    private static final int BATCH = 50;

    @TempDir
    Path directory;

    @Test
    void keepsWhatWasSynced() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        try (DurableImage image = new DurableImage(data, directory.resolve("shadows"));
                HotLog log = HotLog.open(HotSamples.daily(data.resolve("hot")))) {
            for (int day = 0; day < 4; day++) {
                for (int i = 0; i < 3; i++) {
                    append(log, START + day * HotSamples.DAY, BATCH);
                    if (i < 2) {
                        log.sync();
                    }
                    requireAfterPowerLoss(image, i < 2 ? log.nextPosition() : log.nextPosition() - BATCH, day * 3 + i);
                }
            }
        }
    }

    private void requireAfterPowerLoss(DurableImage image, long synced, int number) throws IOException {
        Path left = directory.resolve("left-" + number);
        image.layDown(left);
        try (HotLog log = HotLog.open(HotSamples.daily(left.resolve("hot")))) {
            assertThat(log.nextPosition()).isEqualTo(synced);
            requireEvents(log, 0, synced);
        }
    }
}
