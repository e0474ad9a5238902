package io.varve.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.archive.ArchiveLog;
import io.varve.tiering.catalog.Catalog;
import io.varve.tiering.catalog.CatalogConfig;
import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.catalog.CatalogView;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in a data directory after everything due was moved and swept: nothing that the catalog does not name. */
final class Leftovers {

    private static final String SIDECAR = ".sidecar";
    /** Metadata files that Iceberg keeps beside the current one. */
    private static final int PREVIOUS_METADATA = 20;

    /** Manifests that stay in the bucket. */
    private static final int MANIFESTS = 5;

    private final Path root;
    private final Path log;

    Leftovers(Path root) {
        this.root = root;
        this.log = root.resolve("logs").resolve(Session.LOG);
    }

    /** Compares files and objects with the open log. */
    void none(ArchiveLog open) throws IOException {
        CatalogView view = open.view();
        assertThat(names(log.resolve("warm"))).as("files of the warm tier").isEqualTo(named(view, Tier.WARM));
        objects(view);
        assertThat(names(log.resolve("temporary"))).as("temporary files").isEmpty();
        assertThat(names(log.resolve("index").resolve("incoming"))).isEmpty();
        assertThat(names(log.resolve("spill"))).isEmpty();
        assertThat(names(log.resolve("sidecars"))).as("kept sidecars").allMatch(name -> name.endsWith(SIDECAR));
        hot(open, view.sealedTo());
    }

    /** The objects of cold files, second copies of warm ones, and the newest manifests. */
    private void objects(CatalogView view) throws IOException {
        Path bucket = root.resolve("s3").resolve("buckets").resolve("varve");
        Set<String> warm = named(view, Tier.WARM);
        Set<String> cold = new TreeSet<>();
        for (CatalogFile file : view.files()) {
            if (file.tier() == Tier.COLD) {
                cold.add(file.location().getPath());
                cold.add(file.location().getPath() + SIDECAR);
            }
        }
        int manifests = 0;
        Set<String> found = new TreeSet<>();
        for (Path object : files(bucket)) {
            if (object.toString().contains("/catalog/")) {
                manifests++;
            } else if (!warm.contains(object.getFileName().toString())) {
                found.add("/" + bucket.relativize(object));
            }
        }
        assertThat(found).as("objects").isEqualTo(cold);
        assertThat(manifests).as("manifests").isLessThanOrEqualTo(MANIFESTS);
    }

    private void hot(ArchiveLog open, long sealedTo) throws IOException {
        List<Long> ends = open.sources().hot().cycles().stream()
                .map(cycle -> cycle.endPosition())
                .toList();
        assertThat(ends.subList(0, Math.max(0, ends.size() - 1)))
                .as("ends of the hot files but the last, sealed to %s", sealedTo)
                .allMatch(end -> end > sealedTo);
        Set<String> files = names(log.resolve("hot"));
        assertThat(files.stream().filter(name -> name.endsWith(".cq4"))).hasSize(ends.size());
        assertThat(Files.exists(log.resolve("hot").resolve("rewrite"))).isFalse();
    }

    /** Compares the metadata files with the closed archive's catalog. */
    void noMetadata() throws IOException {
        Set<String> leads;
        try (Catalog catalog = Catalog.open(CatalogConfig.embedded(root))) {
            leads = catalog.log(Session.LOG).metadataFiles().stream()
                    .map(location -> location.substring(location.lastIndexOf('/') + 1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> found = names(root.resolve("metadata").resolve(Session.LOG));
        assertThat(found).containsAll(leads);
        found.removeAll(leads);
        assertThat(found)
                .as("metadata files beside those of the current table")
                .allMatch(name -> name.endsWith(".metadata.json"))
                .hasSizeLessThanOrEqualTo(PREVIOUS_METADATA);
    }

    private static Set<String> named(CatalogView view, Tier tier) {
        Set<String> names = new TreeSet<>();
        for (CatalogFile file : view.files()) {
            if (file.tier() == tier) {
                String path = file.location().getPath();
                String name = path.substring(path.lastIndexOf('/') + 1);
                names.add(name);
                names.add(name + SIDECAR);
            }
        }
        return names;
    }

    private static Set<String> names(Path directory) throws IOException {
        return files(directory).stream()
                .map(path -> path.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}
