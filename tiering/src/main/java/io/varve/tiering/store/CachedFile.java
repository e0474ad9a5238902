package io.varve.tiering.store;

import java.nio.file.Path;

/** A cold file on local disk that stays there until this is closed. Closing twice is fine. */
public final class CachedFile implements AutoCloseable {

    private final ColdFileCache cache;
    private final String name;
    private final Path path;
    private boolean closed;

    CachedFile(ColdFileCache cache, String name, Path path) {
        this.cache = cache;
        this.name = name;
        this.path = path;
    }

    public Path path() {
        return path;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            cache.unpin(name);
        }
    }
}
