package io.varve.tiering.parquet;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.zip.CRC32;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pages of a column chunk, or some that follow each other, out of their bytes. A page's own checksum is
 * compared too: a file whose sidecar is made anew has no others. Not thread-safe.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/">Parquet, data pages</a>
 */
final class ChunkReader {

    /**
     * A page of values.
     *
     * @param count number of values and absent values
     * @param values the decompressed page
     */
    record Page(int count, PageValues values) {}

    private final EventColumn column;
    private final @Nullable ByteBuffer dictionary;
    private final Iterator<ByteBuffer> parts;
    private final int firstRow;
    private ByteBuffer pages = ByteBuffer.allocate(0);

    /**
     * @param dictionary the page of the dictionary; null for a chunk without one
     * @param parts whole data pages, each part in an array
     * @param firstRow number of the first row in the first page
     */
    ChunkReader(EventColumn column, @Nullable ByteBuffer dictionary, Iterator<ByteBuffer> parts, int firstRow) {
        this.column = column;
        this.dictionary = dictionary;
        this.parts = parts;
        this.firstRow = firstRow;
    }

    EventColumn column() {
        return column;
    }

    int firstRow() {
        return firstRow;
    }

    /** The dictionary of the chunk; null if it has none. */
    @Nullable
    Page dictionary() {
        return dictionary == null ? null : take(dictionary, PageHeader.Kind.DICTIONARY, PageHeader.PLAIN);
    }

    /**
     * The next page, which must be a data page of version 1 in this encoding.
     *
     * @return null after the last page
     */
    @Nullable
    Page next(int encoding) {
        if (!pages.hasRemaining()) {
            if (!parts.hasNext()) {
                return null;
            }
            pages = parts.next();
        }
        return take(pages, PageHeader.Kind.DATA, encoding);
    }

    private Page take(ByteBuffer from, PageHeader.Kind kind, int encoding) {
        int begin = from.arrayOffset() + from.position();
        PageHeader header = PageHeader.read(from.array(), begin, from.arrayOffset() + from.limit());
        if (header.kind() != kind || header.encoding() != encoding || header.count() < 0) {
            throw new ParquetDecodingException(
                    column + " has " + header + " in place of a page of kind " + kind + ", encoding " + encoding);
        }
        int length = header.storedBytes();
        if (length < 0 || length > from.remaining() - header.bytes()) {
            throw new ParquetDecodingException(column + " has a page of " + length + " bytes where "
                    + (from.remaining() - header.bytes()) + " are left");
        }
        int offset = begin + header.bytes();
        from.position(from.position() + header.bytes() + length);
        if (header.hasChecksum() && header.checksum() != crc(from.array(), offset, length)) {
            throw new ParquetDecodingException(column + " has a page that does not match its checksum");
        }
        return new Page(
                header.count(), new PageValues(PageZstd.decompress(from.array(), offset, length, header.plainBytes())));
    }

    private static int crc(byte[] array, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(array, offset, length);
        return (int) crc.getValue();
    }
}
