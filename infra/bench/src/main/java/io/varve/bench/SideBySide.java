package io.varve.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs one comparison and prints its rows, by the names below. Only ratios within one run mean anything. */
public final class SideBySide {

    private static final Map<String, Comparison> COMPARISONS = new TreeMap<>(Map.ofEntries(
            Map.entry("append", new AppendComparison()),
            Map.entry("backfill", new BackfillComparison()),
            Map.entry("heap", new HeapComparison()),
            Map.entry("http", new HttpComparison()),
            Map.entry("lookup", new LookupComparison()),
            Map.entry("partitions", new PartitionsComparison()),
            Map.entry("seal", new SealComparison()),
            Map.entry("slow-reader", new SlowReaderComparison()),
            Map.entry("sql", new SqlComparison()),
            Map.entry("state", new StateComparison()),
            Map.entry("states", new StatesComparison())));

    private SideBySide() {}

    /** One comparison; a new empty directory is its own. */
    interface Comparison {
        void run(Path directory, List<String> arguments) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Comparison comparison = args.length == 0 ? null : COMPARISONS.get(args[0]);
        if (comparison == null) {
            System.err.println("usage: infra/bench/run " + String.join(" | ", COMPARISONS.keySet()) + " [arguments]");
            System.exit(2);
            return;
        }
        Path directory = Files.createTempDirectory("varve-bench");
        try {
            comparison.run(directory, List.of(args).subList(1, args.length));
        } finally {
            delete(directory);
        }
    }

    static void row(String name, String format, Object... values) {
        System.out.printf(
                java.util.Locale.ROOT, "%-44s %s%n", name, String.format(java.util.Locale.ROOT, format, values));
    }

    static double seconds(long fromNanos) {
        return (System.nanoTime() - fromNanos) / 1e9;
    }

    static void delete(Path directory) throws java.io.IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
