package io.varve.tiering.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Decompresses pages, from array to array. All files share the contexts: one that was used just now is still in the
 * processor's cache, and there are never more than threads that decompress at a time. Thread-safe.
 */
final class PageZstd {

    private static final ConcurrentLinkedDeque<ZstdDecompressCtx> IDLE = new ConcurrentLinkedDeque<>();

    private PageZstd() {}

    /**
     * The content of a page, in an array of its own, which the columns keep.
     *
     * @param plainBytes its stated length
     * @throws RuntimeException if the page is damaged, or its content has another length
     */
    static byte[] decompress(byte[] source, int offset, int length, int plainBytes) {
        ZstdFrame.requirePlain(source, offset, length, plainBytes);
        byte[] target = new byte[plainBytes];
        ZstdDecompressCtx known = IDLE.pollFirst();
        ZstdDecompressCtx context = known == null ? new ZstdDecompressCtx() : known;
        int size;
        try {
            size = context.decompressByteArray(target, 0, target.length, source, offset, length);
        } finally {
            IDLE.addFirst(context);
        }
        if (size != plainBytes) {
            throw new ParquetDecodingException("a page has " + size + " bytes, must have " + plainBytes);
        }
        return target;
    }
}
