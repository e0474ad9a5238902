package io.varve.tiering.migration;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.partition.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether each sealed file is where the catalog says, and as long as it says. No file is read for it. */
public final class Presence {

    private final MigrationContext context;

    public Presence(MigrationContext context) {
        this.context = context;
    }

    /**
     * The local files that are missing, or of another length.
     *
     * @throws IOException if the disk cannot be asked: then nothing is known
     */
    public List<Finding> local() throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (CatalogFile file : files(Tier.WARM)) {
            add(findings, file, localLength(Path.of(file.location())));
        }
        return findings;
    }

    /**
     * The objects that are missing, or of another length; one listing.
     *
     * @throws IOException if the object store cannot be asked: then nothing is known
     */
    public List<Finding> cold() throws IOException {
        List<Finding> findings = new ArrayList<>();
        List<CatalogFile> files = files(Tier.COLD);
        if (files.isEmpty()) {
            return findings;
        }
        Map<String, Long> lengths = new HashMap<>();
        for (ObjectInfo object : context.cold().list(context.coldPrefix())) {
            lengths.put(object.key(), object.bytes());
        }
        for (CatalogFile file : files) {
            add(findings, file, lengths.get(context.cold().key(file.location())));
        }
        return findings;
    }

    private List<CatalogFile> files(Tier tier) {
        return context.view().files().stream()
                .filter(file -> file.tier() == tier)
                .toList();
    }

    private static @Nullable Long localLength(Path path) throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void add(List<Finding> findings, CatalogFile file, @Nullable Long length) {
        if (length == null || length != file.bytes()) {
            String problem = length == null
                    ? "it is missing"
                    : "it is " + length + " bytes long, the catalog says " + file.bytes();
            findings.add(new Finding(
                    file.partition().name(), file.tier(), file.location().toString(), problem));
        }
    }
}
