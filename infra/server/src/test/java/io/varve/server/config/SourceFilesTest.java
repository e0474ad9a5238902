package io.varve.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.ingest.source.kafka.KafkaConfig;
import io.varve.ingest.source.outbox.OutboxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceFilesTest {

    @TempDir
    Path directory;

    private void file(String name, String... lines) throws IOException {
        Files.writeString(directory.resolve(name), String.join("\n", lines));
    }

    private List<SourceConfig> read() {
        return SourceFiles.read(directory, Map.of("BANK_PASSWORD", "s3cret$1"));
    }

    @Test
    void thereNeedNotBeAny() {
        assertThat(SourceFiles.read(directory.resolve("absent"), Map.of())).isEmpty();
    }

    @Test
    void anOutbox() throws IOException {
        file(
                "bank.yaml",
                "kind: outbox",
                "log: bank",
                "url: jdbc:postgresql://db/bank",
                "user: varve",
                "password: ${BANK_PASSWORD}",
                "source: /bank",
                "firstVersion: 1",
                "done: delete",
                "every: 5s",
                "columns:",
                "  subject: account_id");

        SourceConfig source = read().get(0);
        assertThat(source.name()).isEqualTo("bank");
        assertThat(source.log()).isEqualTo("bank");
        assertThat(source.deadLetters()).isEqualTo("dead-letters");
        OutboxConfig outbox = ((SourceConfig.What.Outbox) source.what()).config();
        assertThat(outbox.password()).isEqualTo("s3cret$1");
        assertThat(outbox.columns().subject()).isEqualTo("account_id");
        assertThat(outbox.columns().extensions()).containsExactly("causationid", "correlationid");
        assertThat(outbox.versions()).isEqualTo(new OutboxConfig.Versions.Dense(1));
        assertThat(outbox.done()).isEqualTo(OutboxConfig.Done.DELETE);
        assertThat(outbox.every()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void topics() throws IOException {
        file(
                "shop.yaml",
                "kind: kafka",
                "topics: orders, payments",
                "client:",
                "  bootstrap.servers: k1:9092",
                "  security.protocol: SSL",
                "map:",
                "  type: changed",
                "lost: skip");

        KafkaConfig kafka = ((SourceConfig.What.Kafka) read().get(0).what()).config();
        assertThat(kafka.topics()).containsExactly("orders", "payments");
        assertThat(kafka.client())
                .containsExactlyInAnyOrderEntriesOf(Map.of("bootstrap.servers", "k1:9092", "security.protocol", "SSL"));
        assertThat(kafka.mapping()).isEqualTo(new KafkaConfig.Mapping("changed", null, "/kafka", null));
        assertThat(kafka.lost()).isEqualTo(KafkaConfig.Lost.SKIP);
    }

    @Test
    void allThatCannotWorkIsToldAtOnce() throws IOException {
        file("a.yaml", "kind: kafak");
        file("b.yaml", "kind: kafka", "topcis: orders", "deadLetters: events");
        file("c.yaml", "kind: outbox", "url: postgres://x", "source: /s", "password: ${NOWHERE}");
        file("d.yaml", "kind: outbox", "url: jdbc:h2:mem:x", "source: /s", "table: a; DROP TABLE b");
        file("e.yaml", "log: x");
        file("F.yml", "kind: kafka");
        file("g.yaml", "kind: outbox", "url: jdbc:h2:mem:x", "source: /s", "extensions: trace,story_id");
        file("h.yaml", "kind: kafka", "topics: t", "client.bootstrap.servers: k:1", "map.source: /s");

        assertThatThrownBy(this::read)
                .asInstanceOf(InstanceOfAssertFactories.type(ConfigException.class))
                .extracting(ConfigException::problems)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(
                        "sources/F.yml: must be called NAME.yaml, NAME of at most 63 letters a-z, digits and -",
                        "a.yaml line 1: kind is 'kafak', must be kafka or outbox; did you mean kafka?",
                        "b.yaml line 2: unknown key topcis, did you mean topics?",
                        "b.yaml line 3: deadLetters must be another log than events, which is fed",
                        "b.yaml: topics must be given",
                        "b.yaml: client.bootstrap.servers must be given",
                        "c.yaml line 2: url is 'postgres://x', must be written like jdbc:postgresql://host/database",
                        "c.yaml line 4: environment variable NOWHERE is not set",
                        "d.yaml: table 'a; DROP TABLE b' must be a plain name in SQL: letters, digits and _, not quoted",
                        "e.yaml: kind must be given",
                        "g.yaml: column 'story_id' cannot become an extension attribute: its name must be 1 to 64 letters a-z"
                                + " or digits, and not that of another attribute",
                        "h.yaml line 4: map.source has no meaning without map.type");
    }

    @Test
    void everyDefaultIsOfItsOwnType() {
        for (List<Setting<?>> each :
                List.of(SourceSettings.OF_ALL, SourceSettings.OF_KAFKA, SourceSettings.OF_OUTBOX)) {
            for (Setting<?> setting : each) {
                String fallback = setting.fallback();
                if (fallback != null) {
                    assertThat(setting.type().parse(fallback)).as(setting.key()).isNotNull();
                }
            }
        }
    }

    @Test
    void theManualShowsEverySettingAsItIs() throws IOException {
        String manual = Files.readString(Path.of("../../docs/producers.md"));
        for (List<Setting<?>> each :
                List.of(SourceSettings.OF_ALL, SourceSettings.OF_KAFKA, SourceSettings.OF_OUTBOX)) {
            String table = SourceSettings.markdown(each);
            assertThat(manual)
                    .as("docs/producers.md must hold this table:\n" + table)
                    .contains(table);
        }
    }
}
