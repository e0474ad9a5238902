package io.varve.server.cli;

import io.varve.server.report.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, as its jar states it. */
final class VersionText implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"varve " + ProgramVersion.text()};
    }
}
