package io.varve.tiering.cold;

import io.varve.tiering.parquet.ByteSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bucket of immutable objects: each key is written once, never changed, and stays until it is deleted.
 *
 * <p>A key is a relative path such as {@code events/2026-01-31_....parquet}: one or more parts of the characters
 * {@code A-Z a-z 0-9 . _ = + -} joined by {@code /}, no part {@code .} or {@code ..}, 800 characters at most. Any other
 * is an {@link IllegalArgumentException} in every method. No key may be a directory of another ({@code a} and
 * {@code a/b}): servers on a file system cannot hold both.
 *
 * <p><b>Three outcomes.</b> A method that returns is done. {@link ObjectExistsException}, {@link NoSuchObjectException}
 * and an {@link ObjectStoreException} of kind DENIED are failures that changed nothing. After any other
 * {@link IOException} of {@link #put} or {@link #delete} the outcome is unknown: it may have taken effect, or may still
 * do so. Look before acting, or repeat the call with the same arguments: both are made for that. (One call may be
 * several tries; if the last is denied, one before it that was cut off may have taken effect. What it left carries its
 * attempt, so a sweep finds it.)
 *
 * <p><b>Absent is not unreadable.</b> "There is no such object" is only ever said when the server answered so for an
 * existing bucket. A bucket that is absent, cannot be reached or may not be read is an {@link ObjectStoreException}.
 *
 * <p>Thread-safe; calls block. Interrupting a call ends it with an {@link java.io.InterruptedIOException} and leaves
 * the thread's interrupt flag set.
 */
public interface ObjectStore extends AutoCloseable {

    /** The {@code s3://bucket/path} form of a key, for catalogs and messages. Does no I/O. */
    URI uri(String key);

    /**
     * The key that {@link #uri} gave this form. Does no I/O.
     *
     * @throws IllegalArgumentException if the URI lies in another bucket or outside this store's prefix
     */
    String key(URI uri);

    /**
     * Creates the object from the file, or finds that it was already created; never replaces one. The object appears
     * whole or not at all. Of several writers of one key at once, at most one creates it.
     *
     * @param sha256 the 32 bytes of the file's SHA-256; kept with the object
     * @param attempt names this try to move the file, 1 to 128 of {@code A-Z a-z 0-9 . _ -}; kept with the object
     * @return CREATED by this call, or ALREADY_THERE with equal attempt and SHA-256: an earlier call of ours whose
     *     answer was lost
     * @throws ObjectExistsException if another attempt, or other bytes, own the key; the object was not touched
     * @throws java.nio.file.NoSuchFileException if the file is absent; nothing was sent
     * @throws ObjectStoreException DENIED: nothing was created; else unknown (see above)
     */
    PutOutcome put(String key, Path file, byte[] sha256, String attempt) throws IOException;

    /**
     * What is known of an object; empty if the server says that there is none.
     *
     * @throws ObjectStoreException if it could not be looked at
     */
    Optional<ObjectInfo> find(String key) throws IOException;

    /**
     * Reads exactly {@code length} bytes, the first of which is byte {@code offset} of the object and the last
     * {@code offset + length - 1}, into {@code target} from {@code targetOffset} on. With length 0 it does nothing, not
     * even look. When it throws, that range of the target holds anything, the rest is untouched.
     *
     * @throws IndexOutOfBoundsException if the target is too small, or a number is negative
     * @throws NoSuchObjectException if there is no such object
     * @throws java.io.EOFException if the object ends before {@code offset + length}
     * @throws ObjectStoreException if the bytes could not be read, or fewer came than were announced
     */
    void readFully(String key, long offset, byte[] target, int targetOffset, int length) throws IOException;

    /**
     * The bytes of a small object, in one request.
     *
     * @throws NoSuchObjectException if there is no such object
     * @throws ObjectStoreException if the bytes could not be read, or fewer came than were announced
     */
    byte[] load(String key) throws IOException;

    /**
     * Copies the object into a local file and syncs it. The file appears whole, under its name, or not at all; one that
     * was there is replaced. If a SHA-256 was kept with the object, the copied bytes are compared with it.
     *
     * @param target its directory must exist
     * @throws NoSuchObjectException if there is no such object
     * @throws ObjectStoreException if it could not be read, or its bytes differ from the SHA-256 (DAMAGED)
     */
    void download(String key, Path target) throws IOException;

    /**
     * All objects whose key starts with this text (which need not end at a {@code /}; empty: all), ascending by key, as
     * one complete answer however many there are. SHA-256 and attempt are absent in it: {@link #find} tells them.
     *
     * @throws ObjectStoreException if the list could not be read to its end; there is no partial answer
     */
    List<ObjectInfo> list(String prefix) throws IOException;

    /**
     * Deletes the object; an absent one is fine, with some servers in an absent bucket too. In a bucket that keeps
     * versions the old version stays.
     *
     * @throws ObjectStoreException DENIED: it is still there, for instance because it is locked; else unknown
     */
    void delete(String key) throws IOException;

    /**
     * Frees what uploads occupy that began before this instant, by the server's clock, and never ended: such parts are
     * in no list, and are paid for. An upload of that age that is still in progress fails.
     *
     * @return how many there were
     * @throws ObjectStoreException if not all could be freed; repeat the call
     */
    int abandonUploads(Instant startedBefore) throws IOException;

    /**
     * The object's bytes for a file reader. Does no I/O; closing it does not close this store.
     *
     * @param length of the object in bytes, as the catalog has it
     */
    default ByteSource byteSource(String key, long length) {
        return new ObjectByteSource(this, key, length);
    }

    /** Frees connections. Does not throw; calls after it fail. */
    @Override
    void close();
}
