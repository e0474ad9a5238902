package io.varve.tiering.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.tiering.parquet.PageHeader.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ParquetDecodingException;
import org.junit.jupiter.api.Test;

/** Headers as the library writes them. */
final class PageHeaderTest {

    private static final int ROUNDS = 2_000;
    private static final List<PageType> TYPES = List.of(PageType.values());
    private static final List<Encoding> ENCODINGS = List.of(Encoding.PLAIN, Encoding.RLE_DICTIONARY, Encoding.RLE);

    @Test
    void readsWhatTheLibraryWrites() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            org.apache.parquet.format.PageHeader written = random(random);
            byte[] bytes = bytes(written);
            byte[] placed = new byte[bytes.length + 20];
            random.nextBytes(placed);
            int offset = random.nextInt(20);
            System.arraycopy(bytes, 0, placed, offset, bytes.length);

            PageHeader read = PageHeader.read(placed, offset, placed.length);

            assertThat(read).as("seed %d, round %d", seed, round).isEqualTo(expected(written, bytes.length));
        }
    }

    @Test
    void aHeaderThatIsCutShortIsNone() throws IOException {
        Random random = new Random(5);
        byte[] bytes = bytes(random(random));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> PageHeader.read(cut, 0, cut.length)).isInstanceOf(ParquetDecodingException.class);
        }
    }

    @Test
    void anyBytesAreAHeaderOrRefused() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 10 * ROUNDS; round++) {
            byte[] bytes = bytes(random(random));
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(PageHeader.read(bytes, 0, bytes.length).bytes())
                        .as("seed %d, round %d", seed, round)
                        .isBetween(1, bytes.length);
            } catch (ParquetDecodingException e) {
                assertThat(e).as("seed %d, round %d", seed, round).hasMessageStartingWith("a page header with ");
            }
        }
    }

    private static org.apache.parquet.format.PageHeader random(Random random) {
        org.apache.parquet.format.PageHeader header = new org.apache.parquet.format.PageHeader();
        header.setType(TYPES.get(random.nextInt(TYPES.size())));
        header.setUncompressed_page_size(random.nextInt());
        header.setCompressed_page_size(random.nextInt() >>> random.nextInt(32));
        if (random.nextBoolean()) {
            header.setCrc(random.nextInt());
        }
        int count = random.nextInt() >>> random.nextInt(32);
        Encoding encoding = ENCODINGS.get(random.nextInt(ENCODINGS.size()));
        switch (header.getType()) {
            case DATA_PAGE -> {
                DataPageHeader page = new DataPageHeader(count, encoding, Encoding.RLE, Encoding.RLE);
                if (random.nextBoolean()) {
                    byte[] least = new byte[random.nextInt(300)];
                    page.setStatistics(
                            new Statistics().setNull_count(random.nextLong()).setMin_value(least));
                    page.getStatistics().setIs_max_value_exact(random.nextBoolean());
                }
                header.setData_page_header(page);
            }
            case DICTIONARY_PAGE ->
                header.setDictionary_page_header(
                        new DictionaryPageHeader(count, encoding).setIs_sorted(random.nextBoolean()));
            case DATA_PAGE_V2 -> header.setData_page_header_v2(new DataPageHeaderV2(count, 1, count, encoding, 0, 0));
            default -> {}
        }
        return header;
    }

    private static PageHeader expected(org.apache.parquet.format.PageHeader header, int bytes) {
        Kind kind = Kind.OTHER;
        int count = -1;
        int encoding = -1;
        if (header.isSetData_page_header()) {
            kind = Kind.DATA;
            count = header.getData_page_header().getNum_values();
            encoding = header.getData_page_header().getEncoding().getValue();
        } else if (header.isSetDictionary_page_header()) {
            kind = Kind.DICTIONARY;
            count = header.getDictionary_page_header().getNum_values();
            encoding = header.getDictionary_page_header().getEncoding().getValue();
        }
        return new PageHeader(
                bytes,
                kind,
                header.getUncompressed_page_size(),
                header.getCompressed_page_size(),
                header.isSetCrc(),
                header.getCrc(),
                count,
                encoding);
    }

    private static byte[] bytes(org.apache.parquet.format.PageHeader header) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writePageHeader(header, out);
        return out.toByteArray();
    }
}
