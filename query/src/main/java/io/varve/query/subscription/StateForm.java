package io.varve.query.subscription;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes of a subscription's state: docs/format-subscription.md. */
final class StateForm {

    static final int MAX_BYTES = 4 << 20;

    private static final int FORM = 1;

    private StateForm() {}

    static byte[] encode(StoredState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            encode(state, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] body = bytes.toByteArray();
        return ByteBuffer.allocate(body.length + Integer.BYTES)
                .put(body)
                .putInt(crc(body, body.length))
                .array();
    }

    /**
     * @throws IOException if they are not as they were written
     * @throws IllegalArgumentException if they say what cannot be
     */
    static StoredState decode(byte[] bytes) throws IOException {
        int body = bytes.length - Integer.BYTES;
        if (body <= 0 || bytes.length > MAX_BYTES) {
            throw new IOException("it is " + bytes.length + " bytes long");
        }
        if (ByteBuffer.wrap(bytes).getInt(body) != crc(bytes, body)) {
            throw new IOException("its checksum is wrong");
        }
        return decode(new DataInputStream(new ByteArrayInputStream(bytes, 0, body)));
    }

    static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
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
}
