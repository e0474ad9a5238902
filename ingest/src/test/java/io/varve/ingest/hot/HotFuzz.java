package io.varve.ingest.hot;

import static io.varve.ingest.hot.HotSamples.DAY;
import static io.varve.ingest.hot.HotSamples.START;
import static io.varve.ingest.hot.HotSamples.batch;
import static io.varve.ingest.hot.HotSamples.requireEvent;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.fuzz.Damage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Damages a hot log of three days and opens it: a typed error, or the events that were written. Each seed is a damage
 * of its own.
 */
final class HotFuzz {

    /** What of a file is damaged; what follows is zeros. */
    private static final int USED_BYTES = 128 << 10;
    /** Chronicle makes files of 80 MiB, which are as good when they are shorter. */
    private static final int FILE_BYTES = 256 << 10;
    /** Where the interesting bytes lie: header and page of pages, a page of addresses, excerpts. */
    private static final int[][] REGIONS = {{0, 0x110}, {0x80f0, 0x8130}, {0x10110, 0x13000}, {0, USED_BYTES}};

    private final Path directory;
    private final Map<String, byte[]> template = new TreeMap<>();
    private final long events;

    private int opened;
    private int refused;
    private int readWhole;

    HotFuzz(Path directory) throws IOException {
        this.directory = directory;
        Path original = directory.resolve("original");
        try (HotLog log = HotLog.open(HotSamples.daily(original))) {
            for (int i = 0; i < 150; i++) {
                HotSamples.append(log, START + i, 1);
            }
            for (int i = 0; i < 20; i++) {
                HotSamples.append(log, START + DAY + i, 5);
            }
            for (int i = 0; i < 70; i++) {
                HotSamples.append(log, START + 2 * DAY + i, 3);
            }
            events = log.nextPosition();
        }
        for (String name : HotSamples.names(original)) {
            try (RandomAccessFile file =
                    new RandomAccessFile(original.resolve(name).toFile(), "r")) {
                byte[] bytes = new byte[(int) Math.min(USED_BYTES, file.length())];
                file.readFully(bytes);
                template.put(name, bytes);
            }
        }
        FlatDirectory.delete(original);
    }

    /** Runs seeds one after the other: directory, first seed, number of seeds. */
    public static void main(String[] arguments) throws IOException {
        HotFuzz fuzz = new HotFuzz(Path.of(arguments[0]));
        long first = Long.parseLong(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        for (long seed = first; seed < first + count; seed++) {
            try {
                fuzz.run(seed);
            } catch (Throwable e) {
                System.out.println("failed with -Dvarve.seed=" + seed);
                e.printStackTrace(System.out);
                Runtime.getRuntime().halt(1); // threads of a library may be in any state
            }
        }
        System.out.println("seeds " + first + " to " + (first + count - 1) + ": opened " + fuzz.opened + ", of them "
                + fuzz.readWhole + " whole, refused " + fuzz.refused);
        Runtime.getRuntime().halt(0);
    }

    private void run(long seed) throws IOException {
        Random random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        Map<String, byte[]> files = new TreeMap<>(template);
        boolean syncedIsKnown = random.nextInt(4) != 0;
        if (!syncedIsKnown) {
            files.remove(SyncedMark.FILE_NAME);
        }
        for (int left = random.nextInt(4) == 0 ? 2 : 1; left > 0; left--) {
            damage(files, random);
        }
        Path hot = directory.resolve("hot-" + seed);
        lay(files, hot);
        boolean markIsWhole = Arrays.equals(template.get(SyncedMark.FILE_NAME), files.get(SyncedMark.FILE_NAME));
        examine(hot, markIsWhole, random);
        FlatDirectory.delete(hot.resolve(CycleRewriter.SET_ASIDE));
        FlatDirectory.delete(hot);
    }

    private void damage(Map<String, byte[]> files, Random random) {
        Damage damage = new Damage(random);
        List<String> names = List.copyOf(files.keySet());
        String name = names.get(random.nextInt(names.size()));
        String other = names.get(random.nextInt(names.size()));
        byte[] bytes = files.getOrDefault(name, new byte[1]);
        byte[] others = files.getOrDefault(other, new byte[1]);
        switch (random.nextInt(14)) {
            case 0 -> files.remove(name);
            case 1 -> {
                files.put(name, others);
                files.put(other, bytes);
            }
            case 2 -> files.put(name, new byte[0]);
            case 3 -> files.put(name, damage.garbage(1 + random.nextInt(100_000)));
            case 4 -> {
                String[] strange = {"20250101F.cq4", "20260401F.cq4", "20260131-05F.cq4", ".cq4", "F.cq4", "note.txt"};
                files.put(strange[random.nextInt(strange.length)], damage.garbage(random.nextInt(100_000)));
            }
            case 5 -> files.put("20260301F.cq4", others); // an excerpt in a file where it does not belong
            default -> {
                int[] region = REGIONS[random.nextInt(REGIONS.length)];
                int from = Math.min(region[0], Math.max(0, bytes.length - 1));
                int to = Math.max(from + 1, Math.min(region[1], bytes.length));
                if (bytes.length > 0 && others.length > 0) {
                    files.put(name, damage.of(bytes, others, from, to));
                }
            }
        }
    }

    private static void lay(Map<String, byte[]> files, Path hot) throws IOException {
        Files.createDirectories(hot);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            try (RandomAccessFile open =
                    new RandomAccessFile(hot.resolve(file.getKey()).toFile(), "rw")) {
                open.write(file.getValue());
                if (file.getValue().length >= USED_BYTES) {
                    open.setLength(Math.max(FILE_BYTES, file.getValue().length));
                }
            }
        }
    }

    private void examine(Path hot, boolean markIsWhole, Random random) throws IOException {
        long end;
        try (HotLog log = HotLog.open(HotSamples.daily(hot))) {
            opened++;
            end = log.nextPosition();
            assertThat(log.firstPosition()).isZero();
            assertThat(end).isLessThanOrEqualTo(events);
            if (markIsWhole) {
                assertThat(end).as("what was on the disk is there or named").isEqualTo(events);
            }
            if (reads(log, 0, end)) {
                readWhole++;
            }
            for (int i = 0; i < 10 && end > 0; i++) {
                long from = random.nextInt((int) end);
                reads(log, from, Math.min(end, from + 1 + random.nextInt(20)));
            }
            for (HotCycleInfo info : log.cycles()) {
                assertThat(info.bytes()).isBetween(1L, 1L << 30);
            }
            long day = random.nextBoolean() ? 2 * DAY : 3 * DAY;
            log.append(batch(end, START + day + DAY / 2, 2));
            log.sync();
            assertThat(reads(log, end, end + 2)).isTrue();
        } catch (HotLogException e) {
            refused++;
            assertThat(e).as("names the file or the directory").hasMessageFindingMatch("\\.cq4|" + hot);
            return;
        }
        try (HotLog log = HotLog.open(HotSamples.daily(hot))) {
            assertThat(log.nextPosition()).isEqualTo(end + 2);
            assertThat(reads(log, end, end + 2)).isTrue();
        }
    }

    /** Reads up to the first damage, if there is any; what is read is what was written. */
    private static boolean reads(HotLog log, long from, long to) {
        try (HotCursor cursor = log.read(from, to)) {
            for (long position = from; position < to; position++) {
                assertThat(cursor.next()).isTrue();
                requireEvent(cursor, position);
            }
            assertThat(cursor.next()).isFalse();
            return true;
        } catch (HotLogException e) {
            assertThat(e).hasMessageContaining(".cq4");
            return false;
        }
    }
}
