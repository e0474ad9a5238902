package io.varve.query.replay.sort;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.varve.ingest.event.EventCodec;
import io.varve.ingest.event.RecordedEvent;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compressed temporary file of sorted events, written once, then read once. It is deleted when it is closed; where
 * the system lets an open file be deleted, it has no name from the start, so that not even a crash leaves it behind.
 */
final class Spill implements AutoCloseable {

    static final String SUFFIX = ".spill";

    private static final Logger LOG = LoggerFactory.getLogger(Spill.class);
    private static final int LEVEL = 1;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int END = -1;

    private final int level;
    private final FileChannel channel;

    Spill(Path directory, int level) throws IOException {
        this.level = level;
        Files.createDirectories(directory);
        this.channel = FileChannel.open(
                directory.resolve(UUID.randomUUID() + SUFFIX),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    int level() {
        return level;
    }

    void write(EventInput events) throws IOException {
        OutputStream file = new KeptOpen(Channels.newOutputStream(channel));
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new ZstdOutputStream(file, LEVEL), BUFFER_BYTES))) {
            for (RecordedEvent event = events.next(); event != null; event = events.next()) {
                byte[] content = EventCodec.encode(event.event());
                out.writeInt(content.length);
                out.writeLong(event.position());
                out.writeLong(event.version());
                out.writeLong(event.recordedAtMicros());
                out.write(content);
            }
            out.writeInt(END);
        }
    }

    /** The events that were written. */
    SortedSource read() throws IOException {
        channel.position(0);
        DataInputStream in = new DataInputStream(
                new BufferedInputStream(new ZstdInputStream(Channels.newInputStream(channel)), BUFFER_BYTES));
        return new SortedSource(() -> read(in));
    }

    private static @Nullable RecordedEvent read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == END) {
            in.close();
            return null;
        }
        long position = in.readLong();
        long version = in.readLong();
        long recordedAt = in.readLong();
        byte[] content = new byte[length];
        in.readFully(content);
        return new RecordedEvent(position, version, recordedAt, EventCodec.decode(content, 0, length));
    }

    static void closeAll(List<Spill> spills) {
        spills.forEach(Spill::close);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // All that was wanted of it has been read.
            LOG.warn("a temporary file of a sort could not be closed: {}", e.getMessage());
        }
    }

    /** Lets the compressing stream end without an end of the file. */
    private static final class KeptOpen extends FilterOutputStream {

        KeptOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
