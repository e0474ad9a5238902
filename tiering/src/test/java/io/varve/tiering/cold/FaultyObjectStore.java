package io.varve.tiering.cold;

import io.varve.tiering.cold.ObjectStoreException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An object store that fails when it is told to, and remembers what was asked of it. Thread-safe.
 *
 * <pre>{@code
 * store.failNext(Operation.PUT, When.AFTER_EFFECT, Kind.UNREACHABLE); // the object is there, the answer is lost
 * store.failAll(Kind.DENIED);                                        // until heal()
 * store.alterReads(key -> key.endsWith(".parquet"));                 // one bit of each answer is flipped
 * store.lagLists();                                                  // lists are those of this moment
 * }</pre>
 */
public final class FaultyObjectStore implements ObjectStore {

    /** What can be asked of a store. */
    public enum Operation {
        PUT,
        FIND,
        READ,
        DOWNLOAD,
        LIST,
        DELETE,
        ABANDON
    }

    /** Whether a call that fails takes effect all the same. */
    public enum When {
        BEFORE_EFFECT,
        AFTER_EFFECT
    }

    /**
     * One call and how it ended.
     *
     * @param subject the key, or the prefix of a list
     * @param failure absent if it succeeded
     */
    public record Call(
            Operation operation, String subject, @Nullable IOException failure) {}

    private record Fault(When when, Kind kind) {}

    private interface Body<T> {
        T run() throws IOException;
    }

    private final ObjectStore store;
    private final Map<Operation, Deque<Fault>> planned = new EnumMap<>(Operation.class);
    private final List<Call> history = new ArrayList<>();
    private @Nullable Kind always;
    private Predicate<String> altered = key -> false;
    private @Nullable List<ObjectInfo> listed;

    public FaultyObjectStore(ObjectStore store) {
        this.store = store;
    }

    /** The next call of this operation that no earlier plan claims fails so. */
    public synchronized void failNext(Operation operation, When when, Kind kind) {
        planned.computeIfAbsent(operation, any -> new ArrayDeque<>()).add(new Fault(when, kind));
    }

    /** Every call fails so, without effect, until {@link #heal}. */
    public synchronized void failAll(Kind kind) {
        always = kind;
    }

    /** Flips a bit in what is read and downloaded from these keys until {@link #heal}. */
    public synchronized void alterReads(Predicate<String> keys) {
        altered = keys;
    }

    /** From now on lists show the objects that are there now: no new ones, and those that are deleted. */
    public synchronized void lagLists() throws IOException {
        listed = store.list("");
    }

    /** Ends all faults, the planned ones too. */
    public synchronized void heal() {
        listed = null;
        planned.clear();
        always = null;
        altered = key -> false;
    }

    /** All calls since the start, in the order in which they ended. */
    public synchronized List<Call> history() {
        return List.copyOf(history);
    }

    /** The calls of one operation, in the order in which they ended. */
    public List<Call> history(Operation operation) {
        return history().stream().filter(call -> call.operation() == operation).toList();
    }

    @Override
    public URI uri(String key) {
        return store.uri(key);
    }

    @Override
    public String key(URI uri) {
        return store.key(uri);
    }

    @Override
    public PutOutcome put(String key, Path file, byte[] sha256, String attempt) throws IOException {
        return call(Operation.PUT, key, () -> store.put(key, file, sha256, attempt));
    }

    @Override
    public Optional<ObjectInfo> find(String key) throws IOException {
        return call(Operation.FIND, key, () -> store.find(key));
    }

    @Override
    public void readFully(String key, long offset, byte[] target, int targetOffset, int length) throws IOException {
        call(Operation.READ, key, () -> {
            store.readFully(key, offset, target, targetOffset, length);
            if (isAltered(key) && length > 0) {
                target[targetOffset + length / 2] ^= 1;
            }
            return true;
        });
    }

    @Override
    public byte[] load(String key) throws IOException {
        return call(Operation.READ, key, () -> {
            byte[] bytes = store.load(key);
            if (isAltered(key) && bytes.length > 0) {
                bytes[bytes.length / 2] ^= 1;
            }
            return bytes;
        });
    }

    @Override
    public void download(String key, Path target) throws IOException {
        call(Operation.DOWNLOAD, key, () -> {
            store.download(key, target);
            if (isAltered(key)) {
                flipBit(target);
            }
            return true;
        });
    }

    @Override
    public List<ObjectInfo> list(String prefix) throws IOException {
        return call(Operation.LIST, prefix, () -> {
            List<ObjectInfo> late = listed();
            return late == null
                    ? store.list(prefix)
                    : late.stream()
                            .filter(object -> object.key().startsWith(prefix))
                            .toList();
        });
    }

    @Override
    public void delete(String key) throws IOException {
        call(Operation.DELETE, key, () -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public int abandonUploads(Instant startedBefore) throws IOException {
        return call(Operation.ABANDON, startedBefore.toString(), () -> store.abandonUploads(startedBefore));
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T call(Operation operation, String subject, Body<T> body) throws IOException {
        try {
            Fault fault = nextFault(operation);
            if (fault != null && fault.when() == When.BEFORE_EFFECT) {
                throw failure(operation, subject, fault);
            }
            T result = body.run();
            if (fault != null) {
                throw failure(operation, subject, fault);
            }
            remember(new Call(operation, subject, null));
            return result;
        } catch (IOException e) {
            remember(new Call(operation, subject, e));
            throw e;
        }
    }

    private synchronized @Nullable Fault nextFault(Operation operation) {
        if (always != null) {
            return new Fault(When.BEFORE_EFFECT, always);
        }
        Deque<Fault> faults = planned.get(operation);
        return faults == null ? null : faults.poll();
    }

    private synchronized @Nullable List<ObjectInfo> listed() {
        return listed;
    }

    private synchronized boolean isAltered(String key) {
        return altered.test(key);
    }

    private synchronized void remember(Call call) {
        history.add(call);
    }

    private static ObjectStoreException failure(Operation operation, String subject, Fault fault) {
        return new ObjectStoreException(
                fault.kind(), "planned fault: " + fault.kind() + " at " + operation + " " + subject, null);
    }

    private static void flipBit(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            long middle = channel.size() / 2;
            if (channel.read(one, middle) == 1) {
                one.put(0, (byte) (one.get(0) ^ 1)).flip();
                channel.write(one, middle);
            }
        }
    }
}
