package io.varve.server.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
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

/**
 * The scalars of a YAML file under dotted keys, with the lines they stand on. Only the tree of nodes is read, so no tag
 * in the file can make an object, and a value keeps the text that was written.
 */
final class YamlFile {

    /** A value, and the place to name in a message about it. */
    record Value(String text, String where) {}

    private static final int MAX_BYTES = 1 << 20;

    private final String name;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private YamlFile(String name) {
        this.name = name;
    }

    static YamlFile read(Path file) {
        YamlFile yaml = new YamlFile(String.valueOf(file.getFileName()));
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setMaxAliasesForCollections(0);
        try (Reader reader = Files.newBufferedReader(file)) {
            Node root = new Yaml(options).compose(reader);
            yaml.root(root);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            yaml.problems.add(yaml.name + " line " + line + ": is not YAML: " + firstLine(e.getProblem()));
        } catch (YAMLException | IOException e) {
            yaml.problems.add(yaml.name + ": cannot be read: " + firstLine(e.getMessage()));
        }
        return yaml;
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
                problems.add(where(value) + ": " + key + " is a list, must be one value");
            }
        }
    }

    private void scalar(String key, ScalarNode scalar) {
        if (scalar.getTag().equals(Tag.NULL)) {
            problems.add(where(scalar) + ": " + key + " has no value: give one or leave the key out");
        } else if (values.putIfAbsent(key, new Value(scalar.getValue(), where(scalar))) != null) {
            problems.add(where(scalar) + ": " + key + " is given twice");
        }
    }

    private String where(Node node) {
        return name + " line " + (node.getStartMark().getLine() + 1);
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "unknown" : text.lines().findFirst().orElse("unknown");
    }
}
