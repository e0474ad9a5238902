package io.varve.ingest.hot;

import io.varve.ingest.disk.Disk;
import io.varve.ingest.fault.FaultPoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a clean file in the place of a cycle's file. A crash at any point leaves either the old or the new one there,
 * and the next open begins again.
 */
final class CycleRewriter {

    static final String SET_ASIDE = "set-aside";
    static final String WORK = "rewrite";

    private static final Logger LOG = LoggerFactory.getLogger(CycleRewriter.class);

    private final Path directory;
    private final CycleLength length;

    CycleRewriter(Path directory, CycleLength length) {
        this.directory = directory;
        this.length = length;
    }

    /** Copies the damaged bytes of the file to the directory {@code set-aside} and says so. */
    void setAside(CycleFile file, CycleScan scan) throws IOException {
        Path aside = directory.resolve(SET_ASIDE);
        Disk.createDirectories(aside);
        Path copy = unusedName(aside, file.path().getFileName() + "-from-byte-" + scan.damagedFrom());
        try (FileChannel from = FileChannel.open(file.path(), StandardOpenOption.READ);
                FileChannel to = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long at = scan.damagedFrom();
            while (at < scan.damagedTo()) {
                at += from.transferTo(at, scan.damagedTo() - at, to);
            }
            Disk.sync(copy, to);
        }
        Disk.syncDirectory(aside);
        Disk.syncDirectory(directory);
        FaultPoint.HOT_SET_ASIDE.reach();
        LOG.warn(
                "{}: {} bytes behind the last whole batch ({}) are set aside in {}",
                file.path(),
                scan.damagedTo() - scan.damagedFrom(),
                scan.fault(),
                copy);
    }

    /** Replaces the file by one that holds its whole excerpts and nothing else. */
    void rewrite(CycleFile file, CycleScan scan) throws IOException {
        Path work = directory.resolve(WORK);
        FlatDirectory.delete(work);
        Files.createDirectories(work);
        long logTime = length.startMillis(file.cycle());
        try (SingleChronicleQueue queue = Queues.open(work, length, () -> logTime);
                ExcerptAppender appender = queue.createAppender()) {
            byte[] bytes = new byte[HotLog.MAX_BATCH_BYTES];
            file.forEach(scan.excerpts(), excerpt -> {
                int count = excerpt.remaining();
                excerpt.get(bytes, 0, count);
                try (DocumentContext document = appender.writingDocument()) {
                    document.wire().bytes().write(bytes, 0, count);
                }
            });
        }
        BackgroundResourceReleaser.releasePendingResources();
        Path clean = work.resolve(length.fileName(file.cycle()));
        CycleScan written = new CycleFile(file.cycle(), clean).scan(length);
        if (written.damaged()
                || written.excerpts() != scan.excerpts()
                || written.firstPosition() != scan.firstPosition()
                || written.endPosition() != scan.endPosition()) {
            throw new HotLogException(file.path() + " could not be written anew");
        }
        Disk.sync(clean);
        FaultPoint.HOT_REWRITE_WRITTEN.reach();
        Files.move(clean, file.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FaultPoint.HOT_REWRITE_MOVED.reach();
        Disk.syncDirectory(directory);
        FlatDirectory.delete(work);
        LOG.info("{}: written anew up to position {}", file.path(), scan.endPosition());
    }

    private static Path unusedName(Path directory, String name) {
        Path path = directory.resolve(name);
        for (int n = 2; Files.exists(path); n++) {
            path = directory.resolve(name + "-" + n);
        }
        return path;
    }
}
