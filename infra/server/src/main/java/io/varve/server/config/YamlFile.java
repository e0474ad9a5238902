package io.varve.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The scalars of a YAML file under dotted keys, with the lines they stand on. Only the tree of nodes is read, so no tag
 * in the file can make an object, and a value keeps the text that was written.
 */
final class YamlFile {

    /** A value, and the place to name in a message about it. */
    record Value(String text, String where) {}

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 20;

    private final String name;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private YamlFile(String name) {
        this.name = name;
    }

    static YamlFile read(Path file) {
        YamlFile yaml = new YamlFile(Shown.plain(String.valueOf(file.getFileName())));
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(MAX_DEPTH);
        try {
            String text = yaml.text(file);
            if (text != null) {
                yaml.root(new Yaml(options).compose(new StringReader(text)));
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            yaml.problems.add(yaml.name + " line " + line + ": is not YAML: " + Shown.plain(firstLine(e.getProblem())));
        } catch (YAMLException e) {
            yaml.problems.add(yaml.name
                    + ": is not taken: write out what has an alias (*), and nest " + MAX_DEPTH
                    + " levels at most (" + Shown.plain(firstLine(e.getMessage())) + ")");
        } catch (NoSuchFileException e) {
            yaml.problems.add(yaml.name + ": cannot be read: there is no such file");
        } catch (IOException e) {
            yaml.problems.add(yaml.name + ": cannot be read: " + Shown.plain(firstLine(e.getMessage())));
        }
        return yaml;
    }

    /** The text of the file; null if it is none, which is noted with the line. */
    private @Nullable String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            problems.add(name + ": is longer than " + MAX_BYTES + " bytes, a configuration is not");
            return null;
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean isText =
                !StandardCharsets.UTF_8.newDecoder().decode(in, text, true).isError();
        text.flip();
        int good = 0;
        for (int point; good < text.length(); good += Character.charCount(point)) {
            point = Character.codePointAt(text, good);
            if (!StreamReader.isPrintable(point)) {
                isText = false;
                break;
            }
        }
        if (!isText) {
            long line =
                    1 + text.subSequence(0, good).chars().filter(c -> c == '\n').count();
            problems.add(name + " line " + line + ": holds bytes that are no UTF-8 text");
            return null;
        }
        return text.toString();
    }

    Map<String, Value> values() {
        return values;
    }

    List<String> problems() {
        return problems;
    }

    private void root(@Nullable Node root) {
        if (root == null
                || (root instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL))) {
            return;
        }
        if (root instanceof MappingNode mapping) {
            flatten("", mapping);
        } else {
            problems.add(where(root) + ": must hold keys and values, such as cold:");
        }
    }

    private void flatten(String prefix, MappingNode mapping) {
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(where(entry.getKeyNode()) + ": a key must be a word");
                continue;
            }
            String key = prefix + keyNode.getValue();
            Node value = entry.getValueNode();
            if (value instanceof MappingNode section) {
                flatten(key + ".", section);
            } else if (value instanceof ScalarNode scalar) {
                scalar(key, scalar);
            } else {
                problems.add(where(value) + ": " + Shown.plain(key) + " is a list, must be one value");
            }
        }
    }

    private void scalar(String key, ScalarNode scalar) {
        if (scalar.getTag().equals(Tag.NULL)) {
            problems.add(where(scalar) + ": " + Shown.plain(key) + " has no value: give one or leave the key out");
        } else if (values.putIfAbsent(key, new Value(scalar.getValue(), where(scalar))) != null) {
            problems.add(where(scalar) + ": " + Shown.plain(key) + " is given twice");
        }
    }

    private String where(Node node) {
        return name + " line " + (node.getStartMark().getLine() + 1);
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "unknown" : text.lines().findFirst().orElse("unknown");
    }
}
