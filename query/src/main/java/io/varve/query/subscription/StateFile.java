package io.varve.query.subscription;

import io.varve.ingest.disk.Disk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A subscription's state as a file, replaced as a whole: docs/format-subscription.md. What is written is on the disk
 * when {@link #write} returns.
 */
record StateFile(Path path) {

    static final String SUFFIX = ".subscription";

    private static final int FORM = 1;
    private static final long MAX_BYTES = 4 << 20;

    static StateFile in(Path directory, String name) {
        return new StateFile(directory.resolve(name + SUFFIX));
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** @throws SubscriptionException if the file cannot be read, or is not as it was written */
    StoredState read() {
        try {
            Disk.about(Disk.Access.READ, path);
            long size = Files.size(path);
            if (size <= Integer.BYTES || size > MAX_BYTES) {
                throw new IOException("it is " + size + " bytes long");
            }
            byte[] bytes = Files.readAllBytes(path);
            int body = bytes.length - Integer.BYTES;
            if (ByteBuffer.wrap(bytes).getInt(body) != crc(bytes, body)) {
                throw new IOException("its checksum is wrong");
            }
            return decode(new DataInputStream(new ByteArrayInputStream(bytes, 0, body)));
        } catch (IOException | IllegalArgumentException e) {
            throw new SubscriptionException(
                    "subscription file " + path + " cannot be read: " + e.getMessage()
                            + "; put it back from a backup, or delete it to create the subscription anew",
                    e);
        }
    }

    /** @throws IOException if it is not known to be on the disk: the state is the old or the new one */
    void write(StoredState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encode(state, new DataOutputStream(bytes));
        byte[] body = bytes.toByteArray();
        ByteBuffer all = ByteBuffer.allocate(body.length + Integer.BYTES);
        all.put(body).putInt(crc(body, body.length)).flip();
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            Disk.write(fresh, file, all);
            Disk.sync(fresh, file);
        }
        Disk.move(fresh, path);
        Disk.syncDirectory(directory());
    }

    void delete() throws IOException {
        Disk.delete(path);
        Disk.syncDirectory(directory());
    }

    private Path directory() {
        Path directory = path.getParent();
        if (directory == null) {
            throw new IllegalStateException(path + " lies in no directory");
        }
        return directory;
    }

    private static void encode(StoredState state, DataOutputStream out) throws IOException {
        SubscriptionDefinition definition = state.definition();
        out.writeByte(FORM);
        out.writeLong(state.id().getMostSignificantBits());
        out.writeLong(state.id().getLeastSignificantBits());
        out.writeUTF(definition.name());
        out.writeInt(definition.tries());
        out.writeUTF(definition.deadLetters());
        out.writeInt(definition.types().size());
        for (String type : new TreeSet<>(definition.types())) {
            out.writeUTF(type);
        }
        out.writeLong(state.position());
        Refusal refusal = state.refusal();
        out.writeBoolean(refusal != null);
        if (refusal != null) {
            out.writeLong(refusal.position());
            out.writeInt(refusal.tries());
            out.writeUTF(refusal.reason());
        }
    }

    private static StoredState decode(DataInputStream in) throws IOException {
        int form = in.readUnsignedByte();
        if (form != FORM) {
            throw new IOException("its form is " + form + ", known is " + FORM);
        }
        UUID id = new UUID(in.readLong(), in.readLong());
        String name = in.readUTF();
        int tries = in.readInt();
        String deadLetters = in.readUTF();
        int count = in.readInt();
        Set<String> types = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            types.add(in.readUTF());
        }
        long position = in.readLong();
        @Nullable Refusal refusal = in.readBoolean() ? new Refusal(in.readLong(), in.readInt(), in.readUTF()) : null;
        if (position < 0 || in.read() >= 0) {
            throw new IOException("it holds something else");
        }
        return new StoredState(id, new SubscriptionDefinition(name, types, tries, deadLetters), position, refusal);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
