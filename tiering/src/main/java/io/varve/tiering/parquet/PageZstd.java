package io.varve.tiering.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Decompresses pages with one context, from array to array. Each result is an array of its own, which the columns keep.
 * Not thread-safe.
 */
final class PageZstd implements CompressionCodecFactory, CompressionCodecFactory.BytesInputDecompressor {

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

    @Override
    public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
        ByteBuffer source = bytes.toByteBuffer(HeapByteBufferAllocator.getInstance(), unused -> {});
        int offset = source.arrayOffset() + source.position();
        ZstdFrame.requirePlain(source.array(), offset, source.remaining(), decompressedSize);
        byte[] target = new byte[decompressedSize];
        int size = zstd.decompressByteArray(target, 0, target.length, source.array(), offset, source.remaining());
        if (size != decompressedSize) {
            throw new IOException("a page has " + size + " bytes, must have " + decompressedSize);
        }
        return BytesInput.from(target);
    }

    @Override
    public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize) {
        throw new UnsupportedOperationException("pages are on the heap");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        if (codec != CompressionCodecName.ZSTD) {
            throw new IllegalArgumentException("pages are compressed by " + codec + ", must be by ZSTD");
        }
        return this;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("only reads");
    }

    @Override
    public void release() {
        zstd.close();
    }
}
