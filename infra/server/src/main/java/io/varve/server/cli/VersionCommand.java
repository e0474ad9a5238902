package io.varve.server.cli;

import io.varve.server.client.remote.RemoteArchive;
import io.varve.server.report.JsonReport;
import io.varve.server.report.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code varve version}. */
@Command(
        name = "version",
        description = "Tell the version of this program, or, with --url, of a server.",
        footerHeading = "%nExamples:%n",
        footer = {"  varve version", "  varve --url http://127.0.0.1:7070 version"})
final class VersionCommand extends DirectoryAction {

    @Override
    public Integer call() {
        RemoteArchive server = varve().server(ownDirectory());
        String version = server == null ? ProgramVersion.text() : server.version();
        if (isJson()) {
            JsonReport.object(out(), json -> json.field("version", version));
        } else {
            out().println("varve " + version);
        }
        return Failures.DONE;
    }
}
