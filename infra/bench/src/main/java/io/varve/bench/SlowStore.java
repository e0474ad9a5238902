package io.varve.bench;

import io.varve.tiering.cold.NoSuchObjectException;
import io.varve.tiering.cold.ObjectInfo;
import io.varve.tiering.cold.ObjectStore;
import io.varve.tiering.cold.PutOutcome;
import io.varve.tiering.warm.LocalByteSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The files of a directory as objects, each read of which takes so much longer: a store that is far away. */
final class SlowStore implements ObjectStore {

    private final Path directory;
    private final Duration delay;

    SlowStore(Path directory, Duration delay) {
        this.directory = directory;
        this.delay = delay;
    }

    @Override
    public URI uri(String key) {
        return URI.create("s3://slow/" + key);
    }

    @Override
    public String key(URI uri) {
        return uri.getPath().substring(1);
    }

    @Override
    public PutOutcome put(String key, Path file, byte[] sha256, String attempt) throws IOException {
        Files.copy(file, directory.resolve(key));
        return PutOutcome.CREATED;
    }

    @Override
    public Optional<ObjectInfo> find(String key) throws IOException {
        pause();
        Path file = directory.resolve(key);
        return Files.exists(file)
                ? Optional.of(new ObjectInfo(key, Files.size(file), Instant.EPOCH, null, null))
                : Optional.empty();
    }

    @Override
    public void readFully(String key, long offset, byte[] target, int targetOffset, int length) throws IOException {
        pause();
        try (LocalByteSource source = LocalByteSource.open(directory.resolve(key))) {
            source.readFully(offset, target, targetOffset, length);
        }
    }

    @Override
    public byte[] load(String key) throws IOException {
        pause();
        Path file = directory.resolve(key);
        if (!Files.exists(file)) {
            throw new NoSuchObjectException(uri(key));
        }
        return Files.readAllBytes(file);
    }

    @Override
    public void download(String key, Path target) throws IOException {
        pause();
        Files.copy(directory.resolve(key), target);
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int abandonUploads(Instant startedBefore) {
        return 0;
    }

    @Override
    public void close() {}

    private void pause() throws InterruptedIOException {
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
