package io.varve.tiering.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A note beside the metadata of each log of the embedded catalog: which metadata file the newest commit made. The
 * database is the truth; the note is how a database is found out that has fallen back to an older state, as H2 does
 * without a word where the end of its file is damaged. A note is written after the commit is on the disk, and not
 * synced itself: it may be old or absent, never ahead.
 */
final class NewestMetadata {

    private static final Logger LOG = LoggerFactory.getLogger(NewestMetadata.class);
    private static final String SUFFIX = ".newest";
    private static final Pattern VERSIONED = Pattern.compile("([0-9]{5,9})-[^/]*\\.metadata\\.json");

    private final Path directory;
    private final Database database;

    /** @param dataDirectory that holds the catalog */
    NewestMetadata(Path dataDirectory, Database database) {
        this.directory = dataDirectory.resolve("metadata");
        this.database = database;
    }

    /** Notes the metadata file at this location. A failure is logged: the commit stands without the note. */
    void note(String log, String location) {
        Path part = directory.resolve(log + SUFFIX + ".part");
        try {
            Files.writeString(part, name(location) + "\n", StandardCharsets.UTF_8);
            Files.move(part, directory.resolve(log + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("cannot note the newest metadata of log '{}': {}", log, e.getMessage());
        }
    }

    /**
     * Compares the database with the metadata files of all logs.
     *
     * @throws CatalogException if it does not know one of the logs, or an older state of it
     */
    void requireKnown(String namespace) {
        for (String log : logs()) {
            String location = database.metadataLocation(namespace, log);
            String known = location == null ? null : name(location);
            String newest = newest(log);
            // one ahead of the pointer a commit may be that failed or was killed, one of a log's creation likewise
            int mayBeThere = known == null ? 0 : version(known) + 1;
            for (String name : names(directory.resolve(log))) {
                if (version(name) > mayBeThere) {
                    throw behind(log, known, name);
                }
            }
            if (newest != null && (known == null || isNewer(newest, known))) {
                throw behind(log, known, newest);
            }
        }
    }

    /** Whether the note tells of a commit that the pointer does not know, be it of a history that went another way. */
    private static boolean isNewer(String newest, String known) {
        return version(newest) > version(known) || (version(newest) == version(known) && !newest.equals(known));
    }

    private CatalogException behind(String log, @Nullable String known, String found) {
        return new CatalogException("the catalog's database " + database.file() + " is damaged or older than the"
                + " directory: "
                + (known == null ? "it does not know log '" + log + "'" : "of log '" + log + "' it knows " + known)
                + ", but " + directory.resolve(log) + " has had " + found + "; put both back from one backup, or `varve"
                + " recover` into a new directory");
    }

    /** Whether any log has left metadata in the directory. */
    static boolean isAnyIn(Path dataDirectory) {
        Path metadata = dataDirectory.resolve("metadata");
        return names(metadata).stream()
                .anyMatch(name -> name.endsWith(SUFFIX)
                        || names(metadata.resolve(name)).stream().anyMatch(file -> version(file) >= 0));
    }

    private List<String> logs() {
        return names(directory).stream()
                .map(name -> name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name)
                .filter(name -> !name.contains("."))
                .distinct()
                .toList();
    }

    private @Nullable String newest(String log) {
        Path note = directory.resolve(log + SUFFIX);
        try {
            String name = Files.exists(note)
                    ? Files.readString(note, StandardCharsets.ISO_8859_1).strip()
                    : "";
            return version(name) < 0 ? null : name;
        } catch (IOException e) {
            return null; // what cannot be read states nothing
        }
    }

    private static List<String> names(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException e) {
            throw new CatalogException("cannot list " + directory + ": " + e.getMessage(), e);
        }
        names.sort(String::compareTo);
        return names;
    }

    private static String name(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** Iceberg counts a table's metadata files in their names; -1 for other files. */
    private static int version(String name) {
        Matcher matcher = VERSIONED.matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
