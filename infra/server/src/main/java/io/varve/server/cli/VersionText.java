package io.varve.server.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, as its jar states it. */
final class VersionText implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"varve " + text()};
    }

    static String text() {
        return Objects.requireNonNullElse(VersionText.class.getPackage().getImplementationVersion(), "development");
    }
}
