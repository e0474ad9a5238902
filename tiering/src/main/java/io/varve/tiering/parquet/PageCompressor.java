package io.varve.tiering.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import org.apache.parquet.bytes.BytesInput;

/** Compresses pages, with buffers that are used again from page to page and column to column. Not thread-safe. */
final class PageCompressor implements AutoCloseable {

    private final ZstdCompressCtx zstd;
    private final PageBytes values = new PageBytes();
    private final PageBytes page = new PageBytes();
    private byte[] compressed = {};

    PageCompressor(int level) {
        this.zstd = new ZstdCompressCtx().setLevel(level);
    }

    /** Where the values of a page gather. */
    PageBytes values() {
        return values;
    }

    /** Where a page is put together. */
    PageBytes page() {
        return page;
    }

    /** The compressed bytes; to be used before the next call. */
    BytesInput compress(PageBytes plain) {
        int bound = Math.toIntExact(Zstd.compressBound(plain.size()));
        if (bound > compressed.length) {
            compressed = new byte[bound];
        }
        int size = zstd.compressByteArray(compressed, 0, compressed.length, plain.array(), 0, plain.size());
        return BytesInput.from(compressed, 0, size);
    }

    @Override
    public void close() {
        zstd.close();
    }
}
