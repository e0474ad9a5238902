package io.varve.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.varve.ingest.event.InvalidEventException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudEventsFileTest {

    @TempDir
    Path directory;

    @Test
    void readsLinesOfAllKinds() throws IOException {
        Path file = write("e.ndjson", text("\uFEFF" + line(1) + "\r\n\n  \t\r\n" + line(2) + "\n\n" + line(3)));
        try (CloudEventsFile source = CloudEventsFile.open(file)) {
            assertThat(source.where()).isEqualTo(file.toString());
            assertThat(source.next()).isTrue();
            assertThat(source.event().id()).isEqualTo("1");
            assertThat(source.where()).isEqualTo(file + " line 1");
            assertThat(source.next()).isTrue();
            assertThat(source.event().id()).isEqualTo("2");
            assertThat(source.where()).isEqualTo(file + " line 4");
            assertThat(source.next()).isTrue();
            assertThat(source.event().id()).isEqualTo("3");
            assertThat(source.where()).isEqualTo(file + " line 6");
            assertThat(source.next()).isFalse();
            assertThat(source.next()).isFalse();
            assertThat(source.bytesRead()).isEqualTo(source.totalBytes()).isEqualTo(Files.size(file));
            assertThatThrownBy(source::event).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void readsCompressedFilesOfSeveralParts() throws IOException {
        byte[] first = text(line(1) + "\n" + line(2).substring(0, 9));
        byte[] second = text(line(2).substring(9) + "\n");
        byte[] empty = {};
        assertThat(ids(write("a.ndjson.gz", gzip(first), gzip(empty), gzip(second))))
                .containsExactly("1", "2");
        assertThat(ids(write("a.NDJSON.ZST", zstd(first), zstd(empty), zstd(second))))
                .containsExactly("1", "2");
        assertThat(ids(write("told-by-its-bytes-1", gzip(first), gzip(second)))).containsExactly("1", "2");
        assertThat(ids(write("told-by-its-bytes-2", zstd(first), zstd(second)))).containsExactly("1", "2");
        assertThat(ids(write("empty.ndjson"))).isEmpty();
        assertThat(ids(write("empty.gz", gzip(empty)))).isEmpty();
        assertThat(ids(write("empty.zst", zstd(empty)))).isEmpty();
    }

    @Test
    void readsEveryOptionalFieldOfAGzipHeader() throws IOException {
        byte[] plain = gzip(text(line(1) + "\n"));
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.write(new byte[] {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3});
        full.write(new byte[] {3, 0, 'x', 'y', 'z'});
        full.write(text("name\0comment\0"));
        full.write(new byte[] {9, 9});
        full.write(plain, 10, plain.length - 10);
        assertThat(ids(write("full.gz", full.toByteArray(), plain))).isEqualTo(List.of("1", "1"));
    }

    @Test
    void neverTakesACutFileForItsEnd() throws IOException {
        byte[] one = text(line(1) + "\n" + line(2) + "\n");
        byte[] two = text(line(3) + "\n" + line(4) + "\n");
        cut("cut.gz", gzip(one), gzip(two));
        cut("cut.zst", zstd(one), zstd(two));
    }

    private void cut(String name, byte[] first, byte[] second) throws IOException {
        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        for (int length = 0; length < whole.length; length++) {
            if (length == first.length) {
                // this is a whole file
                continue;
            }
            Path file = write(name, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ids(file))
                    .as("%s of %d bytes", name, length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void noticesDamage() throws IOException {
        byte[] good = gzip(text(line(1) + "\n"));
        for (int at = 0; at < good.length; at++) {
            if (at >= 4 && at <= 9) {
                // time, extra flags and system say nothing about the data
                continue;
            }
            byte[] bad = good.clone();
            bad[at] ^= 0x55;
            Path file = write("bad.gz", bad);
            assertThatThrownBy(() -> ids(file))
                    .as("byte %d", at)
                    .isInstanceOfAny(IOException.class, InvalidEventException.class);
        }
        Path followed = write("followed.gz", good, text("garbage"));
        assertThatThrownBy(() -> ids(followed))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot be read further: damaged gzip: something else follows its data");
        Path misnamed = write("misnamed.gz", text(line(1)));
        assertThatThrownBy(() -> ids(misnamed)).hasMessage("cannot be read further: not gzip");
        Path misnamedToo = write("misnamed.zst", text(line(1)));
        assertThatThrownBy(() -> ids(misnamedToo)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesALongLineAndGoesOnBehindIt() throws IOException {
        int limit = 100_000;
        String longest = line(1) + " ".repeat(limit - line(1).length());
        Path file = write(
                "long.ndjson",
                text(longest + "\r\n" + longest + " \n" + "x".repeat(limit * 5) + "\n" + line(4) + "\n"
                        + "y".repeat(limit * 3)));
        try (CloudEventsFile source = CloudEventsFile.open(file, limit)) {
            assertThat(source.next()).isTrue();
            assertThatThrownBy(source::next)
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessage("the line is longer than 100000 bytes");
            assertThat(source.where()).endsWith("line 2");
            assertThatThrownBy(source::next).isInstanceOf(InvalidEventException.class);
            assertThat(source.where()).endsWith("line 3");
            assertThat(source.next()).isTrue();
            assertThat(source.event().id()).isEqualTo("4");
            assertThat(source.where()).endsWith("line 4");
            assertThatThrownBy(source::next).isInstanceOf(InvalidEventException.class);
            assertThat(source.where()).endsWith("line 5");
            assertThat(source.next()).isFalse();
        }
    }

    @Test
    void refusesABadLineAndGoesOnBehindIt() throws IOException {
        Path file = write("bad.ndjson", text("{}\n" + line(2)));
        try (CloudEventsFile source = CloudEventsFile.open(file)) {
            assertThatThrownBy(source::next).hasMessage("attribute 'id' is missing");
            assertThat(source.next()).isTrue();
        }
    }

    @Test
    void isToldByItsContent() throws IOException {
        Path file = write("a.ndjson", text(line(1)));
        String before = fingerprint(file);
        assertThat(fingerprint(write("b.ndjson", text(line(1)))))
                .isEqualTo(before)
                .hasSize(64);
        assertThat(fingerprint(write("c.ndjson", text(line(1) + "\n")))).isNotEqualTo(before);
        try (CloudEventsFile source = CloudEventsFile.open(file)) {
            assertThat(source.next()).isTrue();
            assertThat(source.fingerprint()).isEqualTo(before);
            assertThat(source.next()).isFalse();
            assertThat(source.bytesRead()).isEqualTo(Files.size(file));
        }
    }

    @Test
    void namesAFileThatIsNotThere() {
        Path absent = directory.resolve("absent");
        assertThatThrownBy(() -> CloudEventsFile.open(absent))
                .isInstanceOf(IOException.class)
                .hasMessage(absent + " does not exist");
        assertThatThrownBy(() -> CloudEventsFile.open(directory)).hasMessageContaining("is a directory");
    }

    private static String fingerprint(Path file) throws IOException {
        try (CloudEventsFile source = CloudEventsFile.open(file)) {
            return source.fingerprint();
        }
    }

    private static List<String> ids(Path file) throws IOException {
        List<String> ids = new ArrayList<>();
        try (CloudEventsFile source = CloudEventsFile.open(file)) {
            while (source.next()) {
                ids.add(source.event().id());
            }
        }
        return ids;
    }

    private static String line(int id) {
        return "{\"id\":\"" + id + "\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a\"}";
    }

    private Path write(String name, byte[]... parts) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (byte[] part : parts) {
                out.write(part);
            }
        }
        return file;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] zstd(byte[] bytes) {
        return Zstd.compress(bytes);
    }
}
