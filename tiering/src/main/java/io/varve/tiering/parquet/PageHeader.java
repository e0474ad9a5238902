package io.varve.tiering.parquet;

import org.apache.parquet.io.ParquetDecodingException;

/**
 * The header of a page: Parquet's {@code PageHeader} in Thrift's compact protocol. It is read here since the library
 * takes longer for it than the page behind it takes to be decompressed. What it holds beside these fields is passed
 * over.
 *
 * @param bytes length of the header itself
 * @param kind of page
 * @param plainBytes length of the page when decompressed
 * @param storedBytes length of the page as it lies behind the header
 * @param hasChecksum whether there is one
 * @param checksum CRC32 of the page as it lies behind the header
 * @param count number of values, and absent ones too
 * @param encoding number of the encoding of the values
 * @see <a href="https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift">parquet.thrift</a>
 * @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">compact protocol</a>
 */
record PageHeader(
        int bytes,
        Kind kind,
        int plainBytes,
        int storedBytes,
        boolean hasChecksum,
        int checksum,
        int count,
        int encoding) {

    /** What a page holds. */
    enum Kind {
        DATA,
        DICTIONARY,
        OTHER
    }

    /** Values one after the other. */
    static final int PLAIN = 0;

    /** Numbers of dictionary values. */
    static final int RLE_DICTIONARY = 8;

    /**
     * Reads the header that begins here.
     *
     * @param end offset behind the last byte that may be read
     * @throws ParquetDecodingException if it is none, or cut short
     */
    static PageHeader read(byte[] array, int offset, int end) {
        return new Reader(array, offset, end).header();
    }

    private static final class Reader {

        private static final int STOP = 0;
        private static final int TRUE = 1;
        private static final int FALSE = 2;
        private static final int BYTE = 3;
        private static final int I16 = 4;
        private static final int I32 = 5;
        private static final int I64 = 6;
        private static final int BINARY = 8;
        private static final int STRUCT = 12;

        /** Structs in structs that are passed over; a page header has two. */
        private static final int MAX_DEPTH = 8;

        private final byte[] array;
        private final int start;
        private final int end;
        private int at;
        private int field;
        private int type;
        private int count = -1;
        private int encoding = -1;

        Reader(byte[] array, int offset, int end) {
            this.array = array;
            this.start = offset;
            this.end = end;
            this.at = offset;
        }

        PageHeader header() {
            int pageType = -1;
            int plainBytes = -1;
            int storedBytes = -1;
            boolean hasChecksum = false;
            int checksum = 0;
            int last = 0;
            while (nextField(last)) {
                last = field;
                switch (last) {
                    case 1 -> pageType = number();
                    case 2 -> plainBytes = number();
                    case 3 -> storedBytes = number();
                    case 4 -> {
                        checksum = number();
                        hasChecksum = true;
                    }
                    case 5, 7 -> values();
                    default -> skip(type, 0);
                }
            }
            Kind kind = switch (pageType) {
                case 0 -> Kind.DATA;
                case 2 -> Kind.DICTIONARY;
                default -> Kind.OTHER;
            };
            return new PageHeader(at - start, kind, plainBytes, storedBytes, hasChecksum, checksum, count, encoding);
        }

        /** What is told of the values of a data page or a dictionary. */
        private void values() {
            if (type != STRUCT) {
                throw wrong("field " + field + " of type " + type);
            }
            int last = 0;
            while (nextField(last)) {
                last = field;
                switch (last) {
                    case 1 -> count = number();
                    case 2 -> encoding = number();
                    default -> skip(type, 0);
                }
            }
        }

        /** Goes to the next field of a struct; false at its end. */
        private boolean nextField(int last) {
            int head = nextByte();
            type = head & 0xF;
            if (head == STOP) {
                return false;
            }
            int step = head >>> 4;
            field = step == 0 ? zigzag() : last + step;
            return true;
        }

        private int number() {
            if (type != I32) {
                throw wrong("field " + field + " of type " + type);
            }
            return zigzag();
        }

        private int zigzag() {
            long number = varint();
            return (int) (number >>> 1) ^ -(int) (number & 1);
        }

        private long varint() {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                int next = nextByte();
                number |= (long) (next & 0x7F) << shift;
                if ((next & 0x80) == 0) {
                    return number;
                }
            }
            throw wrong("a number that is too long");
        }

        private void skip(int skipped, int depth) {
            switch (skipped) {
                case TRUE, FALSE -> {} // told by the type
                case BYTE -> pass(1);
                case I16, I32, I64 -> varint();
                case BINARY -> pass(varint());
                case STRUCT -> {
                    if (depth == MAX_DEPTH) {
                        throw wrong("structs too deep");
                    }
                    int last = 0;
                    while (nextField(last)) {
                        last = field;
                        skip(type, depth + 1);
                    }
                }
                default -> throw wrong("a field of type " + skipped);
            }
        }

        private void pass(long bytes) {
            if (bytes < 0 || bytes > end - at) {
                throw wrong("a field of " + bytes + " bytes where " + (end - at) + " are left");
            }
            at += (int) bytes;
        }

        private int nextByte() {
            if (at == end) {
                throw wrong("no end");
            }
            return array[at++] & 0xFF;
        }

        private ParquetDecodingException wrong(String what) {
            return new ParquetDecodingException("a page header with " + what);
        }
    }
}
