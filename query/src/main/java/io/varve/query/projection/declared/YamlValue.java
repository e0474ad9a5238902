package io.varve.query.projection.declared;

import io.varve.ingest.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in a YAML file, with its place. Only the tree of nodes is read, so no tag in the file can make an object, and
 * a value keeps the text that was written.
 */
final class YamlValue {

    private static final int MAX_CHARS = 1 << 18;
    private static final int MAX_DEPTH = 32;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private final String file;
    private final String path;
    private final Node node;

    private YamlValue(String file, String path, Node node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** @param file name of the file, for messages */
    static YamlValue parse(String file, String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(0);
        try {
            Node root = new Yaml(options).compose(new java.io.StringReader(yaml));
            if (root == null) {
                throw new InvalidProjectionException(file + ": is empty");
            }
            return new YamlValue(file, "", root);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InvalidProjectionException(
                    file + " line " + line + ": is not YAML: " + firstLine(e.getProblem()));
        } catch (YAMLException e) {
            throw new InvalidProjectionException(file + ": cannot be read: " + firstLine(e.getMessage()));
        }
    }

    /** What is wrong with this value. */
    InvalidProjectionException problem(String what) {
        return new InvalidProjectionException(where() + ": " + what);
    }

    /** File, line and path, for messages. */
    String where() {
        String place = file + " line " + line();
        return path.isEmpty() ? place : place + ": " + path;
    }

    private int line() {
        return node.getStartMark().getLine() + 1;
    }

    /** The members, in the order in which they are written; what is not among the known ones is a problem. */
    Map<String, YamlValue> members(Collection<String> known) {
        Map<String, YamlValue> members = members();
        for (Map.Entry<String, YamlValue> member : members.entrySet()) {
            if (!known.contains(member.getKey())) {
                String nearest = Nearest.of(member.getKey(), known);
                throw member.getValue()
                        .problem("is not known here"
                                + (nearest == null
                                        ? "; known are " + String.join(", ", known)
                                        : ", did you mean " + nearest + "?"));
            }
        }
        return members;
    }

    /** The members, in the order in which they are written. */
    Map<String, YamlValue> members() {
        if (!(node instanceof MappingNode mapping)) {
            throw problem("must hold keys and values");
        }
        Map<String, YamlValue> members = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw problem("has a key that is not a word");
            }
            String name = key.getValue();
            YamlValue value = new YamlValue(file, path.isEmpty() ? name : path + "." + name, entry.getValueNode());
            if (members.putIfAbsent(name, value) != null) {
                throw value.problem("is given twice");
            }
        }
        return members;
    }

    List<YamlValue> elements() {
        if (!(node instanceof SequenceNode sequence)) {
            throw problem("must be a list");
        }
        List<YamlValue> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            elements.add(new YamlValue(file, path + "[" + elements.size() + "]", element));
        }
        return elements;
    }

    /** The text as it is written, without its quotes. */
    String text() {
        String text = scalar();
        if (text == null) {
            throw problem("must be one value");
        }
        return text;
    }

    /** The text of an expression. */
    String expression() {
        String text = scalar();
        if (text == null) {
            throw problem("must be an expression; one that YAML takes for more needs quotes around it");
        }
        return text.isEmpty() && isNull() ? "null" : text;
    }

    /** The value as JSON. */
    Object json() {
        if (node instanceof MappingNode) {
            Map<String, Object> map = new java.util.TreeMap<>();
            members().forEach((name, value) -> map.put(name, value.json()));
            return Collections.unmodifiableMap(map);
        }
        if (node instanceof SequenceNode) {
            return elements().stream().map(YamlValue::json).toList();
        }
        String text = text();
        if (isNull()) {
            return JsonValues.NULL;
        }
        Tag tag = node.getTag();
        if (tag.equals(Tag.BOOL)) {
            return bool(text);
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            if (!NUMBER.matcher(text).matches()) {
                throw problem("'" + text + "' is not a number in JSON; put quotes around it if it is a text");
            }
            Double number = Double.valueOf(text);
            if (number.isInfinite()) {
                throw problem("'" + text + "' is too large for a double");
            }
            return number;
        }
        return text;
    }

    private boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw problem("'" + text + "' must be true or false; put quotes around it if it is a text");
        }
        return text.equals("true");
    }

    private boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    private @Nullable String scalar() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "unknown" : text.lines().findFirst().orElse("unknown");
    }
}
