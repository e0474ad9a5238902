package io.varve.query.projection.declared;

import io.varve.ingest.text.Nearest;
import io.varve.query.projection.Projection;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads projections from YAML files. */
public final class ProjectionFile {

    /** What the names of projections look like. */
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    private static final List<String> KEYS = List.of("name", "version", "scope", "initial", "upcast", "on", "snapshot");

    private ProjectionFile() {}

    /**
     * Reads a file.
     *
     * @throws InvalidProjectionException if it cannot be read or is no projection; one line that names the place
     */
    public static Projection<?> load(Path file) {
        return parse(String.valueOf(file.getFileName()), read(file));
    }

    /**
     * The text of a file, which may be that of a projection or not.
     *
     * @throws InvalidProjectionException if it cannot be read; one line that names the file
     */
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InvalidProjectionException("there is no file " + file);
        } catch (CharacterCodingException e) {
            throw new InvalidProjectionException(file + ": is not UTF-8");
        } catch (IOException e) {
            throw new InvalidProjectionException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * Reads the text of a file.
     *
     * @param file its name, for messages
     * @throws InvalidProjectionException if it is no projection; one line that names the place
     */
    public static Projection<?> parse(String file, String yaml) {
        return parse(file, yaml, null);
    }

    /**
     * Reads text that somebody sent.
     *
     * @param file what it is called, for messages
     * @param allowance what the projection may use; null if it is not bounded
     * @throws InvalidProjectionException if it is no projection; one line that names the place
     */
    public static Projection<?> parse(String file, String yaml, @Nullable Allowance allowance) {
        YamlValue root = YamlValue.parse(file, yaml);
        Map<String, YamlValue> members = root.members(KEYS);
        Map<String, Object> initial = initial(required(members, "initial", root));
        YamlValue upcast = members.get("upcast");
        return new DeclaredProjection(
                name(required(members, "name", root)),
                version(required(members, "version", root)),
                scope(members.get("scope")),
                initial,
                on(required(members, "on", root), initial, allowance != null),
                upcast == null
                        ? List.of()
                        : upcast.elements().stream()
                                .map(each -> UpcastRule.read(each, allowance != null))
                                .toList(),
                SnapshotSection.read(members.get("snapshot")),
                allowance);
    }

    /** The member, which must be there. */
    static YamlValue required(Map<String, YamlValue> members, String key, YamlValue parent) {
        YamlValue member = members.get(key);
        if (member == null) {
            throw parent.problem("'" + key + "' is missing");
        }
        return member;
    }

    private static String name(YamlValue value) {
        String name = value.text();
        if (!NAME.matcher(name).matches()) {
            throw value.problem("'" + name + "' must be a lower-case letter, then up to 62 of a-z 0-9 _ -");
        }
        return name;
    }

    private static int version(YamlValue value) {
        String text = value.text();
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw value.problem("'" + text + "' must be a whole number from 1");
        }
        return Integer.parseInt(text);
    }

    private static Projection.Scope scope(@Nullable YamlValue value) {
        if (value == null) {
            return Projection.Scope.AGGREGATE;
        }
        return switch (value.text()) {
            case "aggregate" -> Projection.Scope.AGGREGATE;
            case "log" -> Projection.Scope.LOG;
            default -> throw value.problem("'" + value.text() + "' must be aggregate or log");
        };
    }

    private static Map<String, Object> initial(YamlValue value) {
        Map<String, Object> initial = new TreeMap<>();
        for (Map.Entry<String, YamlValue> member : value.members().entrySet()) {
            if (!Expressions.isName(member.getKey())) {
                throw member.getValue().problem("a field must have a name of letters, digits and _");
            }
            initial.put(member.getKey(), member.getValue().json());
        }
        if (initial.isEmpty()) {
            throw value.problem("must have a field");
        }
        return initial;
    }

    private static Map<String, Assignments> on(YamlValue value, Map<String, Object> initial, boolean isSent) {
        Expressions expressions = Expressions.ofFold(initial.keySet(), isSent);
        Map<String, Assignments> on = new LinkedHashMap<>();
        for (Map.Entry<String, YamlValue> member : value.members().entrySet()) {
            Map<String, YamlValue> assignments = member.getValue().members();
            for (Map.Entry<String, YamlValue> assignment : assignments.entrySet()) {
                if (!initial.containsKey(assignment.getKey())) {
                    String nearest = Nearest.of(assignment.getKey(), initial.keySet());
                    throw assignment
                            .getValue()
                            .problem("is not in 'initial'"
                                    + (nearest == null
                                            ? ", where each field begins"
                                            : ", did you mean " + nearest + "?"));
                }
            }
            on.put(member.getKey(), Assignments.compile(assignments, expressions));
        }
        return on;
    }
}
