package io.varve.server.report;

import java.util.Objects;

/** The version of the program, as its jar states it. */
public final class ProgramVersion {

    private ProgramVersion() {}

    public static String text() {
        return Objects.requireNonNullElse(ProgramVersion.class.getPackage().getImplementationVersion(), "development");
    }
}
