package io.varve.query.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.disk.DurableImage;
import io.varve.ingest.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where a log lies, and what would be left of it. */
final class DataDirectory implements AutoCloseable {

    final Path path;
    private DurableImage image;
    private int images;

    DataDirectory(Path path) throws IOException {
        this.path = path;
        this.image = newImage();
    }

    /**
     * What the files hold at this moment is all that there is afterwards; without power, what was synced of them. The
     * index is not watched, so a loss of power takes it, or leaves it as it is: ahead of a log that lost its end.
     *
     * @param died closes what has the files open, once it can do nothing more to what is left
     */
    void crash(boolean withoutPower, boolean withoutIndex, Runnable died) throws IOException {
        Path copy = path.resolveSibling(path.getFileName() + "-copy");
        if (withoutPower) {
            image.layDown(copy);
            delete(copy.resolve("index"));
            copy(path.resolve("index"), copy.resolve("index"));
        } else {
            copy(path, copy);
        }
        died.run();
        image.close();
        delete(path);
        Files.move(copy, path);
        if (withoutIndex) {
            delete(path.resolve("index"));
        }
        image = newImage();
    }

    /** Its disk, which fails as it is told to until it is closed. */
    FaultyDisk faultyDisk() {
        return new FaultyDisk(image);
    }

    private DurableImage newImage() throws IOException {
        return new DurableImage(path, path.resolveSibling("shadows-" + images++));
    }

    /** Keeps files sparse, as the hot tier's are. */
    private static void copy(Path from, Path to) throws IOException {
        Process copy = new ProcessBuilder("cp", "-a", "--sparse=always", from.toString(), to.toString())
                .inheritIO()
                .start();
        try {
            assertThat(copy.waitFor()).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() {
        image.close();
    }
}
