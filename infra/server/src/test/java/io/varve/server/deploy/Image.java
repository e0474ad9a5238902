package io.varve.server.deploy;

import java.util.Arrays;
import java.util.List;

/** The instructions of the Dockerfile. */
record Image(List<Instruction> instructions) {

    /** One of them; lines that were continued are one. */
    record Instruction(String name, String rest) {

        List<String> words() {
            return Arrays.stream(rest.split("\\s+")).toList();
        }
    }

    static Image read() {
        String joined = Deployment.text("Dockerfile")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .reduce(
                        "",
                        (all, line) ->
                                all.endsWith("\\") ? all.substring(0, all.length() - 1) + line : all + "\n" + line);
        return new Image(joined.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\\s+", 2))
                .map(parts -> new Instruction(parts[0], parts[1].strip()))
                .toList());
    }

    /** What the last instruction of this name says. */
    String last(String name) {
        return instructions.stream()
                .filter(each -> each.name().equals(name))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError("the Dockerfile has no " + name))
                .rest();
    }

    static String user() {
        return read().last("USER").replaceAll(":.*", "");
    }

    static String volume() {
        return read().last("VOLUME");
    }
}
