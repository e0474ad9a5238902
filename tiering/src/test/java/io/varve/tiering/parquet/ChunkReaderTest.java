package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ParquetDecodingException;
import org.junit.jupiter.api.Test;

/** Pages of numbers, as they should be and otherwise. */
final class ChunkReaderTest {

    private static ByteBuffer page(Consumer<PageHeader> change, long... values) throws IOException {
        ByteBuffer plain = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            plain.putLong(value);
        }
        byte[] stored = Zstd.compress(plain.array(), 1);
        CRC32 crc = new CRC32();
        crc.update(stored);
        PageHeader header = new PageHeader(PageType.DATA_PAGE, plain.capacity(), stored.length)
                .setCrc((int) crc.getValue())
                .setData_page_header(new DataPageHeader(values.length, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        change.accept(header);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writePageHeader(header, bytes);
        bytes.write(stored);
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    private static List<Long> numbers(int pagesFirstRow, int firstRow, int rows, ByteBuffer... parts) {
        NumberColumn target = new NumberColumn(rows);
        int[] places = new int[rows];
        for (int i = 0; i < rows; i++) {
            places[i] = i;
        }
        ChunkReader chunk =
                new ChunkReader(EventColumn.POSITION, null, List.of(parts).iterator(), pagesFirstRow);
        new ColumnPages(chunk, firstRow, places).readNumbers(target);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            assertThat(target.has(i)).isTrue();
            numbers.add(target.value(i));
        }
        return numbers;
    }

    private static void assertRefused(String why, int rows, ByteBuffer... parts) {
        assertThatThrownBy(() -> numbers(0, 0, rows, parts))
                .isInstanceOf(ParquetDecodingException.class)
                .hasMessageContaining(why);
    }

    @Test
    void rowsAreTakenFromSomePagesInSomeParts() throws IOException {
        ByteBuffer first = page(header -> {}, 0, 1, 2);
        ByteBuffer second = page(header -> {}, 3, 4, 5);
        ByteBuffer both = ByteBuffer.allocate(first.remaining() + second.remaining());
        both.put(first.duplicate()).put(second.duplicate()).flip();

        assertThat(numbers(10, 10, 6, both.duplicate())).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(numbers(10, 12, 3, first.duplicate(), second.duplicate())).containsExactly(2L, 3L, 4L);
        assertThat(numbers(10, 14, 1, both.duplicate())).containsExactly(4L);
    }

    @Test
    void aColumnThatEndsTooEarlyIsRefused() throws IOException {
        assertRefused("POSITION ends before row 3, must have those up to 4", 4, page(header -> {}, 0, 1, 2));
        assertRefused("POSITION ends before row 0, must have those up to 1", 1);
    }

    @Test
    void aPageThatIsNoneIsRefused() throws IOException {
        assertRefused("does not match its checksum", 2, page(header -> header.setCrc(header.getCrc() + 1), 0, 1));
        assertRefused("in place of", 2, page(header -> header.setType(PageType.DICTIONARY_PAGE), 0, 1));
        assertRefused(
                "in place of",
                2,
                page(header -> header.getData_page_header().setEncoding(Encoding.RLE_DICTIONARY), 0, 1));
        assertRefused(
                "in place of", 2, page(header -> header.getData_page_header().setNum_values(-1), 0, 1));
        assertRefused(
                "are left",
                2,
                page(header -> header.setCompressed_page_size(header.getCompressed_page_size() + 1), 0, 1));
        assertRefused("are left", 2, page(header -> header.setCompressed_page_size(-1), 0, 1));
        assertRefused(
                "a page has 0 bytes left, needs 8",
                3,
                page(header -> header.getData_page_header().setNum_values(3), 0, 1));
    }
}
