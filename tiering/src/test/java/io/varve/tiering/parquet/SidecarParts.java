package io.varve.tiering.parquet;

import com.github.luben.zstd.Zstd;
import io.varve.tiering.damage.Damage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A sidecar taken apart down to what is compressed, to be put together again with checksums that match. */
final class SidecarParts {

    private static final int SECTION_BYTES = Long.BYTES + Integer.BYTES;
    private static final int ROW_BYTES = 56;

    /** The body of the head up to where the sections are told. */
    private byte[] body;

    private byte[] runs;
    private byte[] checksums;
    private byte[] keptHead;
    private byte[] keptPlain;
    /** For each run its blocks of entries, plain. */
    private final List<List<byte[]>> entries = new ArrayList<>();

    /** Damage to what is stored, after it was put together again. */
    private byte[][] replaced = new byte[4][];

    private byte[] sections = {};

    private SidecarParts(byte[] body) {
        this.body = body;
        this.runs = body;
        this.checksums = body;
        this.keptHead = body;
        this.keptPlain = body;
    }

    static SidecarParts of(byte[] bytes) {
        SidecarHead head = SidecarHead.decode("s", bytes);
        int headBytes = (int) SidecarHead.length("s", ByteBuffer.wrap(bytes));
        int bodyEnd = headBytes - Integer.BYTES - 4 * SECTION_BYTES;
        SidecarParts parts = new SidecarParts(Arrays.copyOfRange(bytes, SidecarHead.PREFIX_BYTES, bodyEnd));
        byte[][] stored = new byte[4][];
        int at = headBytes;
        for (int i = 0; i < stored.length; i++) {
            int length = (int) head.sections().get(i).bytes();
            stored[i] = Arrays.copyOfRange(bytes, at, at + length);
            at += length;
        }
        parts.runs = stored[SidecarHead.RUNS];
        parts.checksums = stored[SidecarHead.CHECKSUMS];
        parts.takeKept(stored[SidecarHead.KEPT], head.facts().bytes());
        parts.takeEntries(stored[SidecarHead.ENTRIES]);
        return parts;
    }

    private void takeKept(byte[] section, long fileBytes) {
        FormOutput plain = new FormOutput();
        FormOutput head = new FormOutput();
        List<KeptBlocks.Range> ranges = KeptBlocks.decode(section, fileBytes).ranges();
        head.number(ranges.size());
        for (KeptBlocks.Range range : ranges) {
            head.number(range.firstBlock()).number(range.bytes().length);
            plain.raw(range.bytes());
        }
        keptHead = head.toByteArray();
        keptPlain = plain.toByteArray();
    }

    private void takeEntries(byte[] section) {
        ByteBuffer in = ByteBuffer.wrap(section);
        for (int row = 0; row < runs.length / ROW_BYTES; row++) {
            int end = in.position() + ByteBuffer.wrap(runs).getInt(row * ROW_BYTES + ROW_BYTES - Integer.BYTES);
            List<byte[]> blocks = new ArrayList<>();
            while (in.position() < end) {
                byte[] plain = new byte[in.getInt()];
                byte[] stored = new byte[in.getInt()];
                in.get(stored);
                Zstd.decompress(plain, stored);
                blocks.add(plain);
            }
            entries.add(blocks);
        }
    }

    /** The sidecar with other checksums and kept blocks, of a file of the same length. */
    Sidecar with(int[] newChecksums, KeptBlocks kept) {
        checksums = BlockChecksums.toBytes(newChecksums);
        replaced[SidecarHead.KEPT] = kept.encode();
        return Sidecar.read(encode());
    }

    /** Damages one of the parts. */
    void damage(Random random, Damage damage) {
        switch (random.nextInt(9)) {
            case 0, 1 -> body = damage.of(body);
            case 2 -> runs = damage.inPlace(runs);
            case 3 -> checksums = damage.of(checksums);
            case 4 -> keptHead = damage.of(keptHead);
            case 5 -> keptPlain = damage.of(keptPlain);
            case 6, 7 -> {
                List<byte[]> blocks = entries.get(random.nextInt(entries.size()));
                int block = random.nextInt(blocks.size());
                blocks.set(block, damage.of(blocks.get(block)));
            }
            default -> {
                int section = random.nextInt(4);
                replaced[section] = damage.of(section(section));
                if (random.nextInt(4) == 0) {
                    sections = damage.of(table());
                }
            }
        }
    }

    byte[] encode() {
        byte[] table = sections.length == 0 ? table() : sections;
        FormOutput out = new FormOutput()
                .int64(0x5661_7276_6553_4300L)
                .int32(1)
                .int32(body.length + table.length)
                .raw(body)
                .raw(table);
        out.int32(SidecarHead.crc32c(out.array(), 0, out.size()));
        for (int i = 0; i < 4; i++) {
            out.raw(section(i));
        }
        return out.toByteArray();
    }

    private byte[] table() {
        FormOutput out = new FormOutput();
        for (int i = 0; i < 4; i++) {
            byte[] section = section(i);
            out.int64(section.length).int32(SidecarHead.crc32c(section, 0, section.length));
        }
        return out.toByteArray();
    }

    private byte[] section(int number) {
        if (replaced[number] != null) {
            return replaced[number];
        }
        return switch (number) {
            case SidecarHead.RUNS -> runsWithLengths();
            case SidecarHead.CHECKSUMS -> checksums;
            case SidecarHead.KEPT ->
                new FormOutput().raw(keptHead).raw(Zstd.compress(keptPlain, 3)).toByteArray();
            default -> storedEntries();
        };
    }

    private byte[] runsWithLengths() {
        byte[] rows = runs.clone();
        for (int row = 0; row < Math.min(entries.size(), rows.length / ROW_BYTES); row++) {
            ByteBuffer.wrap(rows).putInt(row * ROW_BYTES + ROW_BYTES - Integer.BYTES, stored(entries.get(row)).length);
        }
        return rows;
    }

    private byte[] storedEntries() {
        FormOutput out = new FormOutput();
        entries.forEach(blocks -> out.raw(stored(blocks)));
        return out.toByteArray();
    }

    private static byte[] stored(List<byte[]> blocks) {
        FormOutput out = new FormOutput();
        for (byte[] block : blocks) {
            byte[] compressed = Zstd.compress(block, 3);
            out.int32(block.length).int32(compressed.length).raw(compressed);
        }
        return out.toByteArray();
    }
}
