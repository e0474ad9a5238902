package io.varve.tiering.cold;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** An object store in memory that keeps the port's contract, for tests that need no server. */
public class InMemoryObjectStore implements ObjectStore {

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(byte[] bytes, ObjectInfo info) {}

    private final URI root = URI.create("s3://memory/");
    private final ConcurrentNavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final InstantSource clock;

    /** @param clock for the times at which objects are created */
    public InMemoryObjectStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public URI uri(String key) {
        return URI.create(root + ObjectKeys.check(key));
    }

    @Override
    public String key(URI uri) {
        return ObjectKeys.relative(root, uri);
    }

    @Override
    public PutOutcome put(String key, Path file, byte[] sha256, String attempt) throws IOException {
        ObjectKeys.check(key);
        byte[] bytes = Files.readAllBytes(file);
        ObjectInfo info =
                new ObjectInfo(key, bytes.length, clock.instant(), sha256.clone(), ObjectKeys.checkAttempt(attempt));
        Stored earlier = objects.putIfAbsent(key, new Stored(bytes, info));
        if (earlier == null) {
            return PutOutcome.CREATED;
        }
        if (earlier.info().isSameAs(sha256, attempt)) {
            return PutOutcome.ALREADY_THERE;
        }
        throw new ObjectExistsException(uri(key), earlier.info(), attempt);
    }

    @Override
    public Optional<ObjectInfo> find(String key) {
        return Optional.ofNullable(objects.get(ObjectKeys.check(key))).map(Stored::info);
    }

    @Override
    public void readFully(String key, long offset, byte[] target, int targetOffset, int length) throws IOException {
        Objects.checkFromIndexSize(targetOffset, length, target.length);
        Objects.checkFromIndexSize(offset, length, Long.MAX_VALUE);
        ObjectKeys.check(key);
        if (length == 0) {
            return;
        }
        byte[] bytes = stored(key).bytes();
        if (offset + length > bytes.length) {
            throw new EOFException("object " + uri(key) + " has " + bytes.length + " bytes");
        }
        System.arraycopy(bytes, (int) offset, target, targetOffset, length);
    }

    @Override
    public byte[] load(String key) throws IOException {
        return stored(key).bytes().clone();
    }

    @Override
    public void download(String key, Path target) throws IOException {
        ObjectCopy.download(this, key, target, 1 << 20);
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        ObjectKeys.checkPrefix(prefix);
        return objects.tailMap(prefix).values().stream()
                .map(Stored::info)
                .filter(info -> info.key().startsWith(prefix))
                .map(info -> new ObjectInfo(info.key(), info.bytes(), info.lastModified(), null, null))
                .toList();
    }

    @Override
    public void delete(String key) {
        objects.remove(ObjectKeys.check(key));
    }

    @Override
    public int abandonUploads(Instant startedBefore) {
        return 0;
    }

    @Override
    public void close() {}

    private Stored stored(String key) throws NoSuchObjectException {
        Stored stored = objects.get(ObjectKeys.check(key));
        if (stored == null) {
            throw new NoSuchObjectException(uri(key));
        }
        return stored;
    }
}
