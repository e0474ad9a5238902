package io.varve.query.sql;

import io.varve.tiering.catalog.CatalogFile;
import io.varve.tiering.partition.Tier;
import io.varve.tiering.store.CachedFile;
import io.varve.tiering.store.ColdFileCache;
import io.varve.tiering.store.HeldFile;
import io.varve.tiering.store.SealedFileException;
import io.varve.tiering.store.SealedFiles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sealed files as paths: warm ones where they lie, cold ones in the cache. They stay until this is closed. */
final class LocalFiles implements AutoCloseable {

    private static final int FETCHES_AT_A_TIME = 4;

    private final SealedFiles files;
    private final ColdFileCache cache;
    private final Watch watch;
    private final List<HeldFile> warm = new ArrayList<>();
    private final List<CachedFile> cold = Collections.synchronizedList(new ArrayList<>());
    private final List<String> paths = new ArrayList<>();

    private LocalFiles(SealedFiles files, ColdFileCache cache, Watch watch) {
        this.files = files;
        this.cache = cache;
        this.watch = watch;
    }

    /**
     * Holds the files, and fetches what is not here.
     *
     * @throws SealedFileException if one is missing, damaged or cannot be read
     * @throws SqlException if the cold ones are more than the cache may hold
     */
    static LocalFiles of(List<CatalogFile> wanted, SealedFiles files, ColdFileCache cache, Watch watch) {
        LocalFiles local = new LocalFiles(files, cache, watch);
        try {
            local.checkRoom(wanted);
            for (CatalogFile file : wanted) {
                if (file.tier() != Tier.COLD) {
                    local.holdWarm(file);
                }
            }
            local.fetch(wanted.stream().filter(file -> file.tier() == Tier.COLD).toList());
            local.cold.forEach(file -> local.paths.add(file.path().toString()));
            local.checkPaths();
            return local;
        } catch (RuntimeException e) {
            local.close();
            throw e;
        }
    }

    /** Absolute paths, in no order. */
    List<String> paths() {
        return paths;
    }

    private void checkRoom(List<CatalogFile> wanted) {
        long bytes = wanted.stream()
                .filter(file -> file.tier() == Tier.COLD)
                .mapToLong(CatalogFile::bytes)
                .sum();
        if (bytes > cache.maxBytes()) {
            throw new SqlException("the query reads " + bytes + " bytes of cold files, and sql.coldCache allows "
                    + cache.maxBytes() + ": narrow it by recordedAt or position in WHERE, or raise it");
        }
    }

    private void holdWarm(CatalogFile file) {
        warm.add(files.hold(file));
        Path path = Path.of(file.location());
        try {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            if (Files.size(path) != file.bytes()) {
                throw new EOFException("it is " + Files.size(path) + " bytes long, the catalog says " + file.bytes());
            }
        } catch (IOException e) {
            throw files.failure(file, e);
        }
        paths.add(path.toString());
    }

    private void fetch(List<CatalogFile> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(FETCHES_AT_A_TIME, wanted.size()), task -> {
            Thread thread = new Thread(task, "varve-sql-fetch");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> fetches = new ArrayList<>();
        try {
            wanted.forEach(file -> fetches.add(threads.submit(() -> fetch(file))));
            for (Future<?> fetch : fetches) {
                fetch.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SqlException("the query was cancelled", e);
        } finally {
            fetches.forEach(fetch -> fetch.cancel(false)); // those that have not begun
            threads.shutdown();
            for (Future<?> fetch : fetches) {
                awaitEnd(fetch);
            }
        }
    }

    /** What is under way is let come to its end, so that all that it holds is known. */
    private static void awaitEnd(Future<?> fetch) {
        try {
            if (!fetch.isCancelled()) {
                fetch.get();
            }
        } catch (ExecutionException e) {
            return; // the first failure is told
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fetch(CatalogFile file) {
        watch.check();
        try {
            cold.add(cache.open(file));
        } catch (IOException | RuntimeException e) {
            throw files.failure(file, e);
        }
    }

    /** DuckDB takes these characters for a pattern, and knows no way to say otherwise. */
    private void checkPaths() {
        for (String path : paths) {
            if (path.matches("(?s).*[*?\\[\\]].*")) {
                throw new SqlException(
                        "SQL cannot read a data directory whose path holds *, ?, [ or ]: move it elsewhere");
            }
        }
    }

    @Override
    public void close() {
        warm.forEach(HeldFile::close);
        cold.forEach(CachedFile::close);
    }
}
