package io.varve.server.config;

import java.util.List;

/** A configuration that cannot work; holds every problem that was found, one line each. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** @param problems at least one line; each names the key and what it may be */
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** At least one line; each names the key and what it may be. */
    public List<String> problems() {
        return problems;
    }
}
