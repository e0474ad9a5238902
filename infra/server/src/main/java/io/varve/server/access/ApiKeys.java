package io.varve.server.access;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.event.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys in a file, which can be changed while a server runs: it looks again when the file has changed.
 * Thread-safe; one process changes the file at a time.
 */
public final class ApiKeys implements Tokens {

    /** Name of the file where it lies in the data directory. */
    public static final String FILE_NAME = "keys";

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);
    private static final int MOST_PROVEN = 1_000;

    private final Path file;
    private @Nullable FileTime read;
    private Map<String, ApiKey> keys = Map.of();

    /** Tokens that were proven since the file was read, by their SHA-256: hashing each time would cost too much. */
    private final Map<String, Principal> proven = new LinkedHashMap<>();

    /** @param file need not exist; then there are no keys */
    public ApiKeys(Path file) {
        this.file = file;
    }

    /**
     * A key as it may be shown.
     *
     * @param name its name
     * @param roles what it may do
     */
    public record Shown(String name, List<String> roles) {}

    /**
     * Adds a key.
     *
     * @return the token to present, which is not stored and cannot be told again
     * @throws IllegalArgumentException if the name cannot be, or is taken, or there are no grants
     */
    public synchronized String add(String name, Set<Grant> grants) {
        refresh();
        if (!ApiKey.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name of a key '" + name + "' must be 1 to 63 letters, digits, dots and dashes");
        }
        if (keys.containsKey(name)) {
            throw new IllegalArgumentException("there is a key '" + name + "' already: remove it first");
        }
        if (grants.isEmpty()) {
            throw new IllegalArgumentException("a key needs at least one role");
        }
        ApiKey.Made made = ApiKey.make(name, grants);
        Map<String, ApiKey> more = new TreeMap<>(keys);
        more.put(name, made.key());
        write(more);
        return made.token();
    }

    /**
     * Removes a key.
     *
     * @return whether there was one
     */
    public synchronized boolean remove(String name) {
        refresh();
        Map<String, ApiKey> fewer = new TreeMap<>(keys);
        if (fewer.remove(name) == null) {
            return false;
        }
        write(fewer);
        return true;
    }

    /** All keys, by name. */
    public synchronized List<Shown> all() {
        refresh();
        return keys.values().stream()
                .map(key -> new Shown(
                        key.name(),
                        key.grants().stream().map(Grant::toString).sorted().toList()))
                .toList();
    }

    @Override
    public @Nullable Principal principal(String token) {
        String name = ApiKey.nameIn(token);
        ApiKey key = name == null ? null : known(name);
        if (key == null) {
            return null;
        }
        String digest = digest(token);
        Principal before = proven(digest);
        if (before != null) {
            return before;
        }
        if (!key.isOf(token)) {
            return null;
        }
        Principal principal = new Principal("key " + key.name(), key.grants());
        keep(digest, key, principal);
        return principal;
    }

    private synchronized @Nullable ApiKey known(String name) {
        try {
            refresh();
        } catch (UncheckedIOException e) {
            LOG.error("{}", e.getMessage());
            throw new AccessUnavailableException("the keys of this server cannot be read: its log says why", e);
        }
        return keys.get(name);
    }

    private synchronized @Nullable Principal proven(String digest) {
        return proven.get(digest);
    }

    private synchronized void keep(String digest, ApiKey key, Principal principal) {
        if (key.equals(keys.get(key.name()))) {
            if (proven.size() >= MOST_PROVEN) {
                proven.clear();
            }
            proven.put(digest, principal);
        }
    }

    private void refresh() {
        try {
            FileTime changed = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
            if (changed == null) {
                take(Map.of(), null);
            } else if (!changed.equals(read)) {
                take(parsed(Files.readAllLines(file, StandardCharsets.UTF_8)), changed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the keys in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void take(Map<String, ApiKey> found, @Nullable FileTime changed) {
        keys = found;
        read = changed;
        proven.clear();
    }

    private Map<String, ApiKey> parsed(List<String> lines) throws IOException {
        Map<String, ApiKey> found = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            try {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    ApiKey key = ApiKey.parse(line);
                    found.put(key.name(), key);
                }
            } catch (IllegalArgumentException e) {
                throw new IOException("line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return found;
    }

    private void write(Map<String, ApiKey> all) {
        StringBuilder text = new StringBuilder("# API keys: name, roles, iterations, salt, hash; see `varve keys`\n");
        all.values().forEach(key -> text.append(key.line()).append('\n'));
        try {
            Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
            Files.createDirectories(directory);
            Path next = Files.createTempFile(
                    directory,
                    FILE_NAME,
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(next, text);
            Disk.sync(next);
            Disk.move(next, file);
            Disk.syncDirectory(directory); // a key that was taken away must not come back with a loss of power
            take(all, Files.getLastModifiedTime(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the keys in " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static String digest(String token) {
        return HexFormat.of().formatHex(Sha256.newDigest().digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
