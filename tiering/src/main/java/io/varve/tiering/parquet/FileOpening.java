package io.varve.tiering.parquet;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/** Opens event files and proves that each is the file that its sidecar tells of. */
final class FileOpening {

    private static final KeptBlocks NOTHING_KEPT = new KeptBlocks(List.of());

    private FileOpening() {}

    static EventFileReader open(ByteSource source, Sidecar sidecar, boolean prove) throws IOException {
        try {
            return checked(source, sidecar, prove);
        } catch (IOException | RuntimeException e) {
            try (source) {
                throw e;
            }
        }
    }

    private static EventFileReader checked(ByteSource source, Sidecar sidecar, boolean prove) throws IOException {
        FileFacts facts = sidecar.facts();
        CheckedFile file = new CheckedFile(source, facts.bytes(), sidecar.checksums(), sidecar.kept());
        String name = EventFileName.lastPart(source.location());
        if (!name.equals(facts.fileName())) {
            throw file.damaged("the sidecar is that of " + facts.fileName());
        }
        if (source.length() != facts.bytes()) {
            throw file.damaged(
                    "has " + source.length() + " bytes, must have " + facts.bytes() + otherFile(source, sidecar));
        }
        return file.guard(() -> {
            file.checkKept();
            if (prove) {
                prove(file, source, sidecar);
            }
            ParquetMetadata footer = PageSource.readFooter(file);
            compare(file, footer, sidecar);
            return new EventFileReader(source, file, footer, sidecar.runs());
        });
    }

    private static void prove(CheckedFile file, ByteSource source, Sidecar sidecar) {
        try {
            file.proveKept();
        } catch (DamagedFileException e) {
            String other = otherFile(source, sidecar);
            throw other.isEmpty() ? e : file.damaged("has the bytes of another file" + other);
        }
    }

    /** Whose bytes they are, if they are those of another event file; empty if that cannot be told. */
    private static String otherFile(ByteSource source, Sidecar sidecar) {
        try {
            CheckedFile unproven = new CheckedFile(source, source.length(), null, NOTHING_KEPT);
            Map<String, String> found =
                    PageSource.readFooter(unproven).getFileMetaData().getKeyValueMetaData();
            boolean same = expected(sidecar).equals(FooterFacts.select(found));
            return same ? "" : ": they are of " + FooterFacts.describe(found);
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private static Map<String, String> expected(Sidecar sidecar) {
        return FooterFacts.of(sidecar.identity(), sidecar.facts()).toMap();
    }

    private static void compare(CheckedFile file, ParquetMetadata footer, Sidecar sidecar) {
        Map<String, String> found = FooterFacts.select(footer.getFileMetaData().getKeyValueMetaData());
        Map<String, String> expected = expected(sidecar);
        if (!expected.equals(found)) {
            throw file.damaged("its footer is that of " + FooterFacts.describe(found) + ", the sidecar that of "
                    + FooterFacts.describe(expected));
        }
        if (!footer.getFileMetaData().getSchema().equals(EventSchema.MESSAGE)) {
            throw file.damaged("has other columns");
        }
        List<BlockMetaData> rowGroups = footer.getBlocks();
        List<Run> runs = sidecar.runs();
        boolean same = rowGroups.size() == runs.size();
        for (int i = 0; same && i < runs.size(); i++) {
            same = rowGroups.get(i).getRowCount() == runs.get(i).events()
                    && rowGroups.get(i).getStartingPos() == runs.get(i).offset();
        }
        if (!same) {
            throw file.damaged("its row groups are not the runs of the sidecar");
        }
    }
}
