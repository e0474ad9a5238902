package io.varve.ingest.fault;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A step after which a crash must lose and double nothing. With {@code -Dvarve.fault=NAME} the process kills itself
 * with SIGKILL when it first reaches the point of this name, with {@code NAME:3} when it does so for the third time.
 * The property is read once; without it {@link #reach} compares with a constant, looks for a listener and returns.
 * Thread-safe.
 */
public enum FaultPoint {
    /** A batch has its positions and versions; nothing is written. */
    APPEND_NUMBERED,
    /** The bytes of a batch are in the hot file, its length is not yet valid: a torn write. */
    HOT_BATCH_TORN,
    /** A batch is whole in the hot file; it is in no index and not on the disk. */
    HOT_BATCH_WRITTEN,
    /** The hot file is on the disk; the mark of how far is old. */
    HOT_SYNCED,
    /** A batch is in the log and the index, in memory or on the disk; nobody was answered. */
    APPEND_INDEXED,
    /** The head has moved past a batch; nobody was answered. */
    APPEND_DURABLE,
    /** The old hot file is on the disk; the new one does not exist. */
    HOT_ROLL_STARTED,
    /** The new hot file holds zeros. */
    HOT_ROLL_LAID,
    /** At open: what a crash left behind the last whole batch is copied, and still in the file. */
    HOT_SET_ASIDE,
    /** At open: a clean file is on the disk, not in the place of the damaged one. */
    HOT_REWRITE_WRITTEN,
    /** At open: the clean file is in its place. */
    HOT_REWRITE_MOVED,
    /** A released hot file is deleted; others may follow. */
    HOT_RELEASE_DELETED,

    /** The tables of a chunk are written, none belongs to the index. */
    INDEX_TABLES_WRITTEN,
    /** It is noted how far the chunk on its way reaches. */
    INDEX_REACH_NOTED,
    /** One of the tables of a chunk belongs to the index. */
    INDEX_TABLE_INGESTED,
    /** The index says that it holds the chunk. */
    INDEX_CHUNK_COMMITTED,
    /** A damaged index is deleted, none is begun. */
    INDEX_DELETED,
    /** A new index holds the entries of one more file. */
    INDEX_REBUILD_FILE_ADDED,
    /** A new index holds all; it is not flushed. */
    INDEX_REBUILD_LEVEL,

    /** No later event can come into the partition; nothing of it is written. */
    SEAL_STARTED,
    /** All events are given to the file, which is not ended. */
    SEAL_EVENTS_ADDED,
    /** The file is on the disk under its temporary name. */
    SEAL_FILE_WRITTEN,
    /** The file has its name, and no sidecar. */
    SEAL_FILE_RENAMED,
    /** The sidecar has its name. */
    SEAL_SIDECAR_RENAMED,
    /** File and sidecar are there to stay. */
    SEAL_FILE_DONE,
    /** The file was read back and compared. */
    SEAL_READ_BACK,
    /** The index knows the rows of the file. */
    SEAL_INDEXED,
    /** The index is on the disk; the catalog knows nothing of the file. */
    SEAL_INDEX_FLUSHED,

    /** A change of the catalog is staged: manifests are written. */
    COMMIT_STAGED,
    /** Bytes of a metadata file are with the operating system, others may not be. */
    METADATA_FILE_TORN,
    /** A metadata file is on the disk; the pointer is the old one. */
    METADATA_FILE_WRITTEN,
    /** The pointer is the new one, and may not be on the disk. */
    COMMIT_POINTER_MOVED,
    /** The pointer is on the disk. */
    COMMIT_DONE,
    /** A log was created; whoever asked was not answered. */
    LOG_CREATED,
    /** An unnamed metadata file is deleted, and still noted. */
    METADATA_FILE_DELETED,
    /** Unnamed metadata files are deleted and noted no more. */
    METADATA_SWEPT,

    /** The file is an object; its sidecar is not. */
    UPLOAD_FILE_PUT,
    /** Both are objects. */
    UPLOAD_SIDECAR_PUT,
    /** Both were read back and compared. */
    UPLOAD_READ_BACK,
    /** An upload that an earlier process finished and did not commit was found and compared. */
    UPLOAD_FOUND_AGAIN,
    /** A partition's moves to the cold tier are committed, their sources are still there. */
    UPLOAD_COMMITTED,

    /** An object is on the disk under a temporary name. */
    DOWNLOAD_WRITTEN,
    /** The file of a cold partition is back, its sidecar is not. */
    RESTORE_FILE_DOWNLOADED,
    /** Both are back; the catalog knows nothing of it. */
    RESTORE_DOWNLOADED,
    /** The catalog names the restored files. */
    RESTORE_COMMITTED,

    /** A local file that nothing names is deleted; others may follow. */
    SWEEP_FILE_DELETED,
    /** An object that nothing names is deleted; others may follow. */
    SWEEP_OBJECT_DELETED,
    /** The bucket is swept, which is not noted. */
    SWEEP_DONE,

    /** A small object is in a temporary file on its way to the bucket. */
    BUCKET_BYTES_WRITTEN,
    /** The bucket holds a new manifest, which is not noted. */
    MANIFEST_PUT,
    /** A new manifest is noted; older ones than are kept may be there. */
    MANIFEST_NOTED,
    /** An old manifest is deleted; others may follow. */
    MANIFEST_OLD_DELETED;

    /** The system property that names the point at which to die. */
    public static final String PROPERTY = "varve.fault";

    private static volatile @Nullable Consumer<FaultPoint> listener;

    /** Tells that the step is done; does not return if the process is to die here. */
    public void reach() {
        if (this == Armed.POINT) {
            Armed.count();
        }
        Consumer<FaultPoint> told = listener;
        if (told != null) {
            told.accept(this);
        }
    }

    /**
     * Tells the listener of each point from now on, in the thread that reaches it; null ends it. For tests: what the
     * listener throws is a fault at the point.
     */
    public static void listen(@Nullable Consumer<FaultPoint> newListener) {
        listener = newListener;
    }
}
