package io.varve.ingest.hot;

import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What Chronicle itself notes in a file about it: where it ends, and where each 64th excerpt lies. Read byte by byte
 * and within bounds, because Chronicle follows a wrong address wherever it leads: past the end of the file, which then
 * grows, or until the heap is full.
 *
 * <p>The layout is that of the Chronicle Queue that the build names, told by the bytes that never change; notes of any
 * other layout count as none, and the file is read without them, or written anew if it is to be appended to.
 */
final class ChronicleNotes {

    /** A file's first document and the beginning of the page of pages; the bytes of the two gaps change. */
    private static final byte[] HEADER = HexFormat.of()
            .parseHex("c1000040b906686561646572b60853435153746f726582aa000000cd7772697465506f736974696f6e8e01000000008d"
                    + "02000000000000000200000000000000" + "00000000000000000000000000000000"
                    + "c8696e646578696e67b60c53435153496e646578696e67824c000000ca696e646578436f756e74a50010"
                    + "cc696e64657853706163696e67a140cb696e64657832496e6465788f8fa7c800000000000000"
                    + "c96c617374496e6465788e00000000a7" + "0000000000000000"
                    + "ca64617461466f726d6174a101000000" + "24800040b90b696e64657832696e6465788e01000000008d");

    private static final int WRITE_POSITION = 0x40;
    private static final int WRITE_POSITION_BYTES = 2 * Long.BYTES;
    private static final int LAST_INDEX = 0xb0;
    private static final int PAGES = 0xe0;

    /** How a page of addresses begins, by the two ways in which it can lie to the next multiple of eight. */
    private static final byte[][] PAGE_BEGINNINGS = {
        HexFormat.of().parseHex("1c800040b905696e6465788f8f8f8f8d"),
        HexFormat.of().parseHex("18800040b905696e6465788d")
    };

    private final FileWindow file;

    private ChronicleNotes(FileWindow file) {
        this.file = file;
    }

    /** Whether Chronicle would go on where the scan ended, and finds the excerpts where they are. */
    static boolean agree(FileWindow file, CycleScan scan) throws IOException {
        return new ChronicleNotes(file).agree(scan);
    }

    /** Where each 64th excerpt lies if the notes are right; null if they cannot be. */
    static @Nullable Landmarks landmarks(FileWindow file) throws IOException {
        return new ChronicleNotes(file).landmarks();
    }

    private boolean agree(CycleScan scan) throws IOException {
        Landmarks found = landmarks();
        Landmarks real = scan.landmarks();
        if (found == null || found.size() != real.size()) {
            return false;
        }
        for (int i = 0; i < real.size(); i++) {
            if (found.offset(i) != real.offset(i)) {
                return false;
            }
        }
        return file.longWord(WRITE_POSITION) == scan.lastOffset()
                && file.longWord(WRITE_POSITION + Long.BYTES)
                        == (scan.lastOffset() << Integer.SIZE) + scan.excerpts() - 1
                && file.longWord(LAST_INDEX) == (long) real.size() * Queues.INDEX_SPACING;
    }

    private @Nullable Landmarks landmarks() throws IOException {
        if (!headerIsKnown()) {
            return null;
        }
        long[] pages = addresses(PAGES);
        Landmarks found = new Landmarks();
        if (pages == null) {
            return null;
        }
        for (int i = 0; i < pages.length; i++) {
            long[] offsets = page(pages[i]);
            if (offsets == null || (i < pages.length - 1 && offsets.length < Queues.INDEX_COUNT)) {
                return null;
            }
            for (long offset : offsets) {
                found.add(offset, Landmarks.UNKNOWN);
            }
        }
        return found;
    }

    private boolean headerIsKnown() throws IOException {
        for (int at = 0; at < HEADER.length; at++) {
            boolean changes = (at >= WRITE_POSITION && at < WRITE_POSITION + WRITE_POSITION_BYTES)
                    || (at >= LAST_INDEX && at < LAST_INDEX + Long.BYTES);
            if (!changes && !is(at, HEADER[at])) {
                return false;
            }
        }
        return true;
    }

    private long @Nullable [] page(long address) throws IOException {
        for (byte[] beginning : PAGE_BEGINNINGS) {
            boolean fits = (address + beginning.length) % Long.BYTES == 0;
            for (int i = 0; fits && i < beginning.length; i++) {
                fits = is(address + i, beginning[i]);
            }
            if (fits) {
                return addresses(address + beginning.length);
            }
        }
        return null;
    }

    private boolean is(long at, byte expected) throws IOException {
        return file.bytes(at, 1).get(0) == expected;
    }

    /**
     * The addresses in the array: how many there can be, how many there are, then they and zeros. Null if it is wrong.
     */
    private long @Nullable [] addresses(long array) throws IOException {
        long used = file.longWord(array + Long.BYTES);
        if (file.longWord(array) != Queues.INDEX_COUNT || used < 1 || used > Queues.INDEX_COUNT) {
            return null;
        }
        long[] addresses = new long[(int) used];
        long before = 0;
        for (int i = 0; i < Queues.INDEX_COUNT; i++) {
            long address = file.longWord(array + (2L + i) * Long.BYTES);
            if (i >= used) {
                if (address != 0) {
                    return null;
                }
            } else if (address <= before || address >= file.length() || address % Excerpts.WORD != 0) {
                return null;
            } else {
                addresses[i] = address;
                before = address;
            }
        }
        return addresses;
    }
}
