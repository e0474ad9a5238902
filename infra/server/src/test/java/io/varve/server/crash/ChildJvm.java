package io.varve.server.crash;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The command that starts a JVM with this one's class path, quickly: with a simple compiler and collector, and with the
 * classes of a first process kept in an archive, for which directories of classes are packed into jars.
 */
final class ChildJvm {

    private final Path directory;
    private final List<String> command = new ArrayList<>();
    private final Path archive;

    /** @param directory for its files; holds nothing else */
    ChildJvm(Path directory) throws IOException {
        this.directory = directory;
        this.archive = directory.resolve("classes.jsa");
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-Duser."))
                .forEach(command::add);
        command.addAll(
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp", classPath()));
    }

    Path directory() {
        return directory;
    }

    List<String> command() {
        List<String> all = new ArrayList<>(command);
        if (Files.exists(archive)) {
            all.add(1, "-XX:SharedArchiveFile=" + archive);
        }
        return all;
    }

    /** Runs a session to its end and keeps the classes that it loads. */
    void train(Session session) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.add(1, "-XX:ArchiveClassesAtExit=" + archive);
        all.add(CrashChild.class.getName());
        all.addAll(session.arguments());
        Path output = directory.resolve("training.txt");
        int exit = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new AssertionError("a session that nothing disturbs failed:\n" + Files.readString(output));
        }
    }

    private String classPath() throws IOException {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        List<String> jars = new ArrayList<>();
        for (String each : all.split(File.pathSeparator, -1)) {
            Path path = Path.of(each);
            if (Files.isDirectory(path)) {
                Path jar = directory.resolve("classes-" + jars.size() + ".jar");
                pack(path, jar);
                jars.add(jar.toString());
            } else if (Files.exists(path)) {
                jars.add(each);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> tree = Files.walk(classes)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
    }
}
