package io.varve.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.server.cli.CommandLineHarness.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeysCommandTest {

    @TempDir
    Path temporary;

    private CommandLineHarness varve() {
        return new CommandLineHarness(temporary.resolve("data"), "2026-06-01T12:00:00Z");
    }

    @Test
    void keysAreAddedListedAndRemoved() throws Exception {
        CommandLineHarness varve = varve();
        Answer added = varve.run("keys", "add", "shop", "--role", "producer:orders", "--role", "reader");
        assertThat(added.exitCode()).isZero();
        assertThat(added.lines()).singleElement().asString().matches("varve_shop_[A-Za-z0-9~-]{43}");
        Path file = varve.directory.resolve("keys");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(varve.run("keys").lines()).last().asString().contains("shop").contains("producer:orders reader");
        assertThat(varve.run("keys", "--json").json()).containsEntry("keys[0].name", "shop");
        assertThat(varve.run("logs", "create", "orders").exitCode())
                .as("a directory that holds keys alone is a new one")
                .isZero();
        assertThat(varve.run("keys", "remove", "shop", "--json").json()).isEqualTo(Map.of("removed", "shop"));
        assertThat(varve.run("keys", "--json").json()).containsEntry("keys.size", "0");
    }

    @ParameterizedTest
    @CsvSource({
        "add, shop, --role=reeder, must be producer",
        "add, a_b, --role=reader, must be 1 to 63 letters",
        "add, taken, --role=reader, there is a key 'taken' already",
        "remove, nobody, --json, there is no key 'nobody'",
        "add, shop, --log=orders, write --role ROLE:orders",
        "remove, taken, --role=reader, keys remove takes the whole key",
        "list, taken, --json, keys list takes no NAME",
    })
    void whatCannotBeIsRefused(String verb, String name, String option, String says) {
        CommandLineHarness varve = varve();
        varve.run("keys", "add", "taken", "--role", "reader");
        Answer refused = varve.run("keys", verb, name, option);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errLines()).singleElement().asString().contains(says);
        assertThat(varve.run("keys", "--json").json())
                .containsEntry("keys.size", "1")
                .containsEntry("keys[0].name", "taken");
    }
}
