package io.varve.query.projection.find;

import io.varve.ingest.text.Nearest;
import io.varve.query.projection.Projection;
import io.varve.query.projection.Upcaster;
import io.varve.query.projection.declared.Allowance;
import io.varve.query.projection.declared.InvalidProjectionException;
import io.varve.query.projection.declared.ProjectionFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The projections that can be asked for: those in Java that {@link ServiceLoader} finds, those in the files of a
 * directory, and any other file by its path. All of them see events as the {@link Upcaster}s found make them.
 * Thread-safe; files are read anew each time.
 */
public final class Projections {

    private static final List<String> SUFFIXES = List.of(".yaml", ".yml");

    private final Path directory;
    private final Map<String, Projection<?>> inJava = new TreeMap<>();
    private final List<Upcaster> upcasters;

    /**
     * @param directory where files of projections lie; may be absent
     * @param loader whose classes are looked through
     * @throws IllegalStateException if two in Java have one name
     */
    public Projections(Path directory, ClassLoader loader) {
        this.directory = directory;
        this.upcasters = ServiceLoader.load(Upcaster.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Upcaster::name))
                .toList();
        for (Projection<?> each : ServiceLoader.load(Projection.class, loader)) {
            if (inJava.put(each.name(), each) != null) {
                throw new IllegalStateException("two projections in Java are named '" + each.name() + "'");
            }
        }
    }

    /**
     * The projection of this name; or, if the text holds a slash or ends in .yaml or .yml, that of the file.
     *
     * @throws UnknownProjectionException if nobody knows it
     * @throws InvalidProjectionException if its file is no projection, or two have its name
     */
    public Projection<?> load(String nameOrFile) {
        if (isFile(nameOrFile)) {
            return upcasted(ProjectionFile.load(path(nameOrFile)));
        }
        Projection<?> found = inJava.get(nameOrFile);
        for (Path file : files()) {
            if (nameOf(file).equals(nameOrFile)) {
                Projection<?> declared = named(ProjectionFile.load(file), file);
                if (found != null) {
                    throw new UnknownProjectionException("two projections are named '" + nameOrFile
                            + "': one is in Java or another file, one is " + file + "; give the path of the file");
                }
                found = declared;
            }
        }
        if (found == null) {
            throw unknown(nameOrFile);
        }
        return upcasted(found);
    }

    /**
     * The projection that somebody sent.
     *
     * @param file what its text is called, for messages
     * @param yaml its text
     * @param allowance what it may use
     * @throws InvalidProjectionException if the text is no projection
     */
    public Projection<?> sent(String file, String yaml, Allowance allowance) {
        return upcasted(ProjectionFile.parse(file, yaml, allowance));
    }

    /** All names, in their order. */
    public List<String> names() {
        return Stream.concat(inJava.keySet().stream(), files().stream().map(Projections::nameOf))
                .distinct()
                .sorted()
                .toList();
    }

    private <S> Projection<S> upcasted(Projection<S> projection) {
        return Upcasted.of(projection, upcasters);
    }

    private static Projection<?> named(Projection<?> projection, Path file) {
        if (!projection.name().equals(nameOf(file))) {
            throw new UnknownProjectionException(file + ": holds the projection '" + projection.name()
                    + "'; file and projection must have one name, or give the path of the file");
        }
        return projection;
    }

    private UnknownProjectionException unknown(String name) {
        List<String> known = names();
        String nearest = Nearest.of(name, known);
        return new UnknownProjectionException("there is no projection '" + name + "'"
                + (nearest == null ? "" : ", did you mean '" + nearest + "'?")
                + (known.isEmpty() ? "; none is known" : "; known are " + String.join(", ", known))
                + "; a file is given by its path, such as ./" + (name.isEmpty() ? "balance" : name) + ".yaml");
    }

    private List<Path> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> suffix(String.valueOf(file.getFileName())) != null)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("projections in " + directory + " cannot be listed", e);
        }
    }

    /** Whether {@link #load} takes the text for the path of a file. */
    public static boolean isFile(String text) {
        return text.indexOf('/') >= 0 || text.indexOf(File.separatorChar) >= 0 || suffix(text) != null;
    }

    /**
     * The path of the file that the text is taken for.
     *
     * @throws UnknownProjectionException if it cannot be one
     */
    public static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UnknownProjectionException("'" + text.strip() + "' is not the path of a file");
        }
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        String suffix = suffix(name);
        return suffix == null ? name : name.substring(0, name.length() - suffix.length());
    }

    private static @Nullable String suffix(String name) {
        return SUFFIXES.stream().filter(name::endsWith).findFirst().orElse(null);
    }
}
