package io.varve.tiering.catalog;

import io.varve.ingest.event.Sha256;
import java.security.MessageDigest;

/**
 * What the bytes of a metadata file were when it was written. Iceberg's own formats do not tell: a manifest that was
 * cut at the end of a block reads as a shorter one.
 *
 * @param bytes length of the file
 * @param sha256 of the whole file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MetadataProof(long bytes, byte[] sha256) {

    /** @throws DamagedMetadataException if these are other bytes */
    void check(String file, byte[] found) {
        if (found.length != bytes) {
            throw wrongLength(file, found.length);
        }
        if (!MessageDigest.isEqual(Sha256.newDigest().digest(found), sha256)) {
            throw new DamagedMetadataException(file, "its bytes are not those that were written");
        }
    }

    /** @throws DamagedMetadataException if the file has another length; so nothing is read that cannot be whole */
    void checkLength(String file, long found) {
        if (found != bytes) {
            throw wrongLength(file, found);
        }
    }

    private DamagedMetadataException wrongLength(String file, long found) {
        return new DamagedMetadataException(file, "it has " + found + " bytes, must have " + bytes);
    }
}
