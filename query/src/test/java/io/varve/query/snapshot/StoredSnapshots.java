package io.varve.query.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Does harm to snapshots behind the back of a store, which is closed meanwhile. */
public final class StoredSnapshots {

    private StoredSnapshots() {}

    private interface Harm {
        byte[] to(byte[] key, byte[] value);
    }

    /** Flips a bit in some records of a slot. */
    public static void flipBits(Path slot, Random random) {
        change(slot, random, (key, value) -> {
            value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            return value;
        });
    }

    /** Flips a bit in every record of a slot. */
    public static void flipAll(Path slot, Random random) {
        change(slot, 1, random, (key, value) -> {
            value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            return value;
        });
    }

    /** Cuts some records of a slot short. */
    public static void cut(Path slot, Random random) {
        change(slot, random, (key, value) -> java.util.Arrays.copyOf(value, random.nextInt(value.length)));
    }

    /** Puts records under the keys of others. */
    public static void swap(Path slot, Random random) {
        List<byte[]> values = new ArrayList<>();
        change(slot, random, (key, value) -> {
            values.add(value);
            return values.get(random.nextInt(values.size()));
        });
    }

    /**
     * Writes the records as a later version of the form would, but for those that were cut to less than their checksum.
     */
    public static void asVersionTwo(Path slot, Random random) {
        change(slot, 1, random, (key, value) -> {
            if (value.length < 5) {
                return value;
            }
            value[0] = 2;
            java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
            crc.update(key);
            crc.update(value, 0, 1);
            crc.update(value, 5, value.length - 5);
            java.nio.ByteBuffer.wrap(value).putInt(1, (int) crc.getValue());
            return value;
        });
    }

    private static void change(Path slot, Random random, Harm harm) {
        change(slot, 3, random, harm);
    }

    private static void change(Path slot, int leftAlone, Random random, Harm harm) {
        try (Options options = new Options();
                RocksDB db = RocksDB.open(options, slot.toString());
                RocksIterator at = db.newIterator()) {
            for (at.seekToFirst(); at.isValid(); at.next()) {
                byte[] value = at.value();
                if (value.length > 0
                        && (leftAlone == 1 || random.nextInt(leftAlone) > 0)) { // one may be cut to nothing
                    db.put(at.key(), harm.to(at.key(), value));
                }
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The slots of a store. */
    public static List<Path> slots(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> slots = Files.list(directory)) {
            return slots.sorted().toList();
        }
    }

    /** Overwrites a byte in the middle of each file of a slot whose name ends so. */
    public static void alterFiles(Path slot, String suffix) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(slot)) {
            files = all.filter(file -> file.toString().endsWith(suffix)).toList();
        }
        if (files.isEmpty()) {
            throw new IllegalStateException("no file *" + suffix + " in " + slot);
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = bytes.length / 5; at < bytes.length; at += Math.max(1, bytes.length / 5)) {
                bytes[at] ^= 0x55;
            }
            Files.write(file, bytes);
        }
    }
}
