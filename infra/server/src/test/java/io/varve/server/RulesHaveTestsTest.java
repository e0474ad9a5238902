package io.varve.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table that maps rules to tests names tests that there are. */
final class RulesHaveTestsTest {

    private static final Path ROOT = Path.of("../..");
    private static final String HEADING = "## Rules and the tests that attack them";
    private static final Pattern NAME = Pattern.compile("`(\\w*)(?:\\.(\\w+))?`");

    @Test
    void everyRuleHasOneAndEachExists() throws IOException {
        Map<String, String> sources = testSources();
        List<String> rows = rows();
        assertThat(rows).hasSizeGreaterThan(30);
        Set<String> rules = new HashSet<>();
        for (String row : rows) {
            String[] cells = row.split("\\|", -1);
            assertThat(cells).as(row).hasSize(4);
            assertThat(rules.add(cells[1].strip())).as("twice: %s", cells[1]).isTrue();
            String className = "";
            int found = 0;
            for (Matcher name = NAME.matcher(cells[2]); name.find(); found++) {
                className = name.group(1).isEmpty() ? className : name.group(1);
                assertThat(sources).as(row).containsKey(className);
                if (name.group(2) != null) {
                    assertThat(sources.get(className)).as(row).contains("void " + name.group(2) + "(");
                }
            }
            assertThat(found).as("tests of: %s", row).isPositive();
        }
    }

    /** The rows of the table, on whichever page it stands. */
    private static List<String> rows() throws IOException {
        for (String page : List.of("docs/operations.md", "docs/testing.md")) {
            String text = Files.readString(ROOT.resolve(page));
            int begin = text.indexOf(HEADING);
            if (begin >= 0) {
                String section = text.substring(begin + HEADING.length());
                int end = section.indexOf("\n## ");
                return (end < 0 ? section : section.substring(0, end))
                        .lines()
                        .filter(line -> line.startsWith("| "))
                        .filter(line -> !line.startsWith("| rule |"))
                        .toList();
            }
        }
        throw new AssertionError("no page has the section " + HEADING);
    }

    /** Class name to source; classes of one name are put together. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("ingest", "tiering", "query", "infra/server")) {
            try (Stream<Path> tree = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path path :
                        tree.filter(file -> file.toString().endsWith(".java")).toList()) {
                    String name = path.getFileName().toString();
                    sources.merge(
                            name.substring(0, name.length() - ".java".length()),
                            Files.readString(path),
                            String::concat);
                }
            }
        }
        return sources;
    }
}
