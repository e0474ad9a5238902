package io.varve.server.cli;

import picocli.CommandLine.Command;

@Command(name = "demo")
final class DemoCommand extends DirectoryAction {

    @Override
    public Integer call() throws Exception {
        return 0;
    }
}
