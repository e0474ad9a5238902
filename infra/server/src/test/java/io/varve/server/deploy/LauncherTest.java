package io.varve.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of an installed Varve, with a program in the place of Java that prints its arguments. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {

    private static final String QUIET = "-Xlog:disable -Xlog:all=error:stderr";

    @TempDir
    Path directory;

    @BeforeEach
    void install() throws IOException {
        Path home = Files.createDirectory(directory.resolve("opt"));
        Files.copy(Deployment.DIRECTORY.resolve("varve"), home.resolve("varve"));
        program(home.resolve("varve"));
        Path java = Files.createDirectories(directory.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho pid $$\nfor each in \"$@\"; do echo \"$each\"; done\nexit 7\n");
        program(java);
    }

    private static void program(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void itIsAProgram() {
        assertThat(Deployment.DIRECTORY.resolve("varve")).isExecutable();
    }

    @Test
    void runsTheJarBesideItInItsOwnPlaceAndAnswersAsItDoes() throws IOException, InterruptedException {
        Path jar = Files.createFile(directory.resolve("opt/varve-server-9.jar"));
        Path classes = Files.createFile(directory.resolve("opt/varve.jsa"));
        Tool.Answer answer = run("-Xmx1g -Da=b", "serve", "--host", "two words");
        List<String> lines = answer.printed().lines().toList();
        assertThat(lines.get(1)).as("signals reach Java itself").isEqualTo(lines.get(0));
        assertThat(lines.subList(2, lines.size()))
                .containsExactly(
                        "-Xmx1g",
                        "-Da=b",
                        "-Xlog:disable",
                        "-Xlog:all=error:stderr",
                        "-XX:SharedArchiveFile=" + classes.toRealPath(),
                        "-jar",
                        jar.toRealPath().toString(),
                        "serve",
                        "--host",
                        "two words");
        assertThat(answer.exitCode()).isEqualTo(7);
    }

    @Test
    void goesWithoutTheClassesIfThereAreNone() throws IOException, InterruptedException {
        Files.createFile(directory.resolve("opt/varve-server-9.jar"));
        assertThat(run("", "serve").printed()).contains("-jar").doesNotContain("SharedArchiveFile");
    }

    @Test
    void saysWhatIsMissing() throws IOException, InterruptedException {
        Tool.Answer answer = run("", "serve");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.printed()).contains("holds no varve-server-*.jar").doesNotContain("-jar");
    }

    @Test
    void theLauncherOfTheSourceGivesJavaTheSame() {
        String source = Deployment.text(Deployment.ROOT.resolve("varve"));
        assertThat(source).contains(QUIET + " -XX:SharedArchiveFile=");
        assertThat(Deployment.text("varve")).contains(QUIET);
    }

    /** The shell says its process id, then becomes the launcher. */
    private Tool.Answer run(String javaOptions, String... arguments) throws IOException, InterruptedException {
        Tool shell = Tool.find("sh").orElseThrow();
        String[] command = new String[arguments.length + 3];
        command[0] = "-c";
        command[1] = "echo pid $$; exec opt/varve \"$@\"";
        command[2] = "sh";
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        return shell.run(
                directory,
                Map.of("JAVA_HOME", directory.resolve("java").toString(), "JAVA_OPTS", javaOptions),
                command);
    }
}
