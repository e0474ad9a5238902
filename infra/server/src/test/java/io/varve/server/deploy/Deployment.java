package io.varve.server.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of infra/deploy, and what the manual says that they must agree with. */
final class Deployment {

    static final Path ROOT = Path.of("../..");
    static final Path DIRECTORY = ROOT.resolve("infra/deploy");

    private static final Pattern SETTING = Pattern.compile("(?m)^\\| `(\\w+\\.\\w+)` \\| [^|]+ \\| `?([^|`]+)`? \\|");
    private static final Pattern STOP_SECONDS = Pattern.compile("SECONDS = (\\d+);");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Deployment() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static String text(String path) {
        return text(DIRECTORY.resolve(path));
    }

    /** The files in a folder of infra/deploy, by path. */
    static List<Path> files(String folder) {
        try (Stream<Path> tree = Files.walk(DIRECTORY.resolve(folder))) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder, e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one document of a YAML text; a key that stands twice is refused. */
    static JsonNode yaml(String text) {
        return JSON.valueToTree(parser().load(text));
    }

    /** The documents of a YAML text. */
    static List<JsonNode> yamls(String text) {
        return StreamSupport.stream(parser().loadAll(text).spliterator(), false)
                .<JsonNode>map(JSON::valueToTree)
                .toList();
    }

    private static Yaml parser() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** The environment variables of all settings with their defaults, by the manual, which is made from the code. */
    static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        for (Matcher row = SETTING.matcher(text(ROOT.resolve("docs/operations.md"))); row.find(); ) {
            String words = row.group(1).replaceAll("([A-Z])", "_$1").replace('.', '_');
            settings.put("VARVE_" + words.toUpperCase(Locale.ROOT), row.group(2));
        }
        return settings;
    }

    /** How long the server may take to end in order. */
    static int stopSeconds() {
        Matcher constant =
                STOP_SECONDS.matcher(text(ROOT.resolve("infra/server/src/main/java/io/varve/server/cli/Stop.java")));
        if (!constant.find()) {
            throw new AssertionError("Stop says nothing of SECONDS any more");
        }
        return Integer.parseInt(constant.group(1));
    }
}
