package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.varve.server.access.ApiKeys;
import io.varve.server.access.Grant;
import io.varve.server.cli.CommandLineHarness;
import io.varve.server.config.ConfigException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** API keys and tokens of a provider, at a server that asks for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String ISSUER = "https://issuer.test";

    private Path directory = Path.of("");
    private HttpServer issuer;
    private ECKey signing;
    private ServerHarness server;
    private String operator = "";

    @BeforeAll
    void start(@TempDir Path given) throws Exception {
        directory = given;
        signing = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        byte[] published = new JWKSet(signing.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, published.length);
            exchange.getResponseBody().write(published);
            exchange.close();
        });
        issuer.start();
        operator = key("operator", "operator", "reader", "producer");
        server = new ServerHarness(
                directory,
                () -> NOW,
                Map.of(
                        "VARVE_ACCESS_REQUIRED",
                        "true",
                        "VARVE_OIDC_ISSUER",
                        ISSUER,
                        "VARVE_OIDC_JWKS",
                        "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys"));
        server.authorize(operator);
    }

    @AfterAll
    void stop() {
        server.authorize(operator);
        server.close();
        issuer.stop(0);
    }

    private String key(String name, String... roles) {
        return new ApiKeys(directory.resolve(ApiKeys.FILE_NAME))
                .add(name, Set.copyOf(List.of(roles).stream().map(Grant::parse).toList()));
    }

    private String token(String issuedBy, String audience, Instant expires, Object roles) throws Exception {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuedBy)
                .audience(audience)
                .subject("ada")
                .expirationTime(Date.from(expires))
                .claim("varve_roles", roles)
                .build();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), claims);
        jwt.sign(new ECDSASigner(signing));
        return jwt.serialize();
    }

    private int status(String token, HttpRequest.Builder request) {
        return as(token, request).statusCode();
    }

    private HttpResponse<String> as(String token, HttpRequest.Builder request) {
        return server.sendAs(token, request);
    }

    private HttpRequest.Builder append(String log) {
        return server.to("/v1/logs/" + log + "/events")
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(CommandLineHarness.event("1", "a", "2026-05-01T00:00:00Z", 1)));
    }

    private HttpRequest.Builder read(String log) {
        return server.to("/v1/logs/" + log + "/tiers");
    }

    @Test
    void whoHasNoTokenIsToldToSendOne() {
        HttpResponse<String> answer = as("", read("events"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"varve\"");
        assertThat(status("", append("events"))).isEqualTo(401);
        assertThat(status("", server.to("/v1/logs").method("HEAD", BodyPublishers.noBody())))
                .isEqualTo(405);
        assertThat(status("", server.to("/health/live"))).isEqualTo(200);
    }

    @Test
    void aTokenThatIsNobodysIsRefused() {
        String mine = key("mine", "reader");
        String altered = mine.substring(0, mine.length() - 1) + (mine.endsWith("A") ? "B" : "A");
        for (String token : List.of(altered, mine.replace("mine", "operator"), "varve_x_y", "a.b.c", "x", "%")) {
            assertThat(status(token, read("events"))).as(token).isEqualTo(401);
        }
        assertThat(status(mine, read("events"))).isEqualTo(200);
    }

    @Test
    void aKeyMayWhatItsRolesSay() {
        String producer = key("producer", "producer:events");
        assertThat(status(producer, append("events"))).isIn(200, 201);
        assertThat(status(producer, append("others"))).isEqualTo(403);
        assertThat(status(producer, read("events"))).isEqualTo(403);
        assertThat(status(producer, server.to("/v1/logs/events/migrations").POST(BodyPublishers.noBody())))
                .isEqualTo(403);
        String reader = key("reader", "reader:events");
        assertThat(status(reader, server.to("/v1/logs"))).isEqualTo(200);
        assertThat(status(reader, append("events"))).isEqualTo(403);
        assertThat(as(reader, append("events")).body()).contains("key reader does not have the role producer");
        for (String path : List.of("states", "state", "aggregates/a/state")) {
            HttpRequest.Builder sent = server.to("/v1/logs/events/" + path)
                    .header("Content-Type", "application/yaml")
                    .POST(BodyPublishers.ofString("name: n\nversion: 1\ninitial: {n: 0}\non: {}\n"));
            assertThat(status(reader, sent)).as(path).isIn(200, 400);
            assertThat(status(producer, sent)).as(path).isEqualTo(403);
            assertThat(status(reader, sent.uri(server.uri("/v1/logs/others/" + path))))
                    .as(path)
                    .isEqualTo(403);
        }
        String ofOneLog = key("of-one-log", "operator:events");
        assertThat(status(ofOneLog, server.to("/v1/logs").POST(BodyPublishers.noBody())))
                .isEqualTo(403);
    }

    @Test
    void aReaderOfOneLogIsToldOfNoOther() {
        String one = key("one-log", "reader:events");
        assertThat(status(operator, append("nowhere"))).isEqualTo(404);
        as(
                operator,
                server.to("/v1/logs")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"mergers\"}")));
        assertThat(as(operator, server.to("/v1/logs")).body()).contains("mergers");
        assertThat(as(one, server.to("/v1/logs")).body()).contains("\"events\"").doesNotContain("mergers");
        assertThat(status(one, read("mergers"))).isEqualTo(403);
        assertThat(status(one, read("nowhere"))).as("nor whether there is one").isEqualTo(403);
        assertThat(status(one, server.to("/metrics"))).as("tells of all").isEqualTo(403);
        assertThat(status(key("all-logs", "reader"), server.to("/metrics"))).isEqualTo(200);
    }

    @Test
    void anOperatorSeesWhatComesOfWhatItAskedFor() {
        String watching = key("watching", "operator:events");
        HttpResponse<String> begun =
                as(watching, server.to("/v1/logs/events/verify").POST(BodyPublishers.noBody()));
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String operation = begun.headers().firstValue("Location").orElseThrow();
        assertThat(status(watching, server.to(operation))).isEqualTo(200);
        assertThat(status(watching, server.to("/v1/logs/events/operations"))).isEqualTo(200);
        HttpResponse<String> refused = as(key("no-watch", "producer"), server.to(operation));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("does not have the role operator or reader for this log");
        assertThat(as(
                                operator,
                                server.to(
                                        "/v1/logs/varve-audit/events?type=OperatorActionAsked&subject=key%20watching"))
                        .body())
                .as("to look is no action")
                .hasLineCount(1);
    }

    @Test
    void aKeyThatIsRemovedIsRefusedAtOnce() {
        String token = key("short-lived", "reader");
        assertThat(status(token, read("events"))).isEqualTo(200);
        assertThat(new ApiKeys(directory.resolve(ApiKeys.FILE_NAME)).remove("short-lived"))
                .isTrue();
        assertThat(status(token, read("events"))).isEqualTo(401);
        assertThat(status(key("short-lived", "reader"), read("events"))).isEqualTo(200);
        assertThat(status(token, read("events")))
                .as("another key has its name now")
                .isEqualTo(401);
    }

    @Test
    void keysThatCannotBeReadLetNobodyInAndAreNotTheCallersFault() throws Exception {
        String token = key("unlucky", "reader");
        Path file = directory.resolve(ApiKeys.FILE_NAME);
        String before = Files.readString(file);
        Files.writeString(file, "half a li");
        try {
            HttpResponse<String> answer = as(token, read("events"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body())
                    .contains("/problems/access-unavailable")
                    .as("a path of the server")
                    .doesNotContain(directory.toString());
        } finally {
            Files.writeString(file, before);
        }
        assertThat(status(token, read("events"))).isEqualTo(200);
    }

    @Test
    void keysAreStoredHashed() throws Exception {
        String token = key("hashed", "reader");
        String file = Files.readString(directory.resolve("keys"));
        assertThat(file).contains("hashed reader 120000 ").doesNotContain(token.substring(token.length() - 43));
    }

    @Test
    void aTokenOfTheIssuerMayWhatItsClaimSays() throws Exception {
        Instant later = NOW.plus(Duration.ofMinutes(5));
        assertThat(status(token(ISSUER, "varve", later, List.of("reader", "drummer")), read("events")))
                .isEqualTo(200);
        assertThat(status(token(ISSUER, "varve", later, "producer:events reader"), append("events")))
                .isIn(200, 201);
        assertThat(status(token(ISSUER, "varve", later, List.of("drummer")), read("events")))
                .isEqualTo(403);
        assertThat(status(token("https://other.test", "varve", later, List.of("reader")), read("events")))
                .isEqualTo(401);
        assertThat(status(token(ISSUER, "others", later, List.of("reader")), read("events")))
                .isEqualTo(401);
        assertThat(status(token(ISSUER, "varve", NOW.minus(Duration.ofMinutes(5)), List.of("reader")), read("events")))
                .isEqualTo(401);
    }

    @Test
    void whatOperatorsAskForIsKeptInALogThatNobodyElseWrites() {
        HttpResponse<String> created = as(
                operator,
                server.to("/v1/logs")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"audited\"}")));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        HttpResponse<String> kept = as(
                operator,
                server.to("/v1/logs/varve-audit/sql")
                        .header("Content-Type", "application/sql")
                        .header("Accept", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(
                                "SELECT subject, type, data->>'path' AS path, data->>'status' AS status,"
                                        + " data->>'body' AS body FROM events"
                                        + " WHERE data->>'path' = '/v1/logs' ORDER BY position")));
        assertThat(kept.body())
                .isEqualTo("{\"subject\":\"key operator\",\"type\":\"OperatorActionAsked\",\"path\":\"/v1/logs\","
                        + "\"status\":null,\"body\":null}\n"
                        + "{\"subject\":\"key operator\",\"type\":\"OperatorActionAnswered\",\"path\":\"/v1/logs\","
                        + "\"status\":\"201\",\"body\":\"{\\\"name\\\":\\\"audited\\\"}\"}\n");
        assertThat(status(operator, append("varve-audit"))).isEqualTo(403);
    }

    private HttpRequest.Builder subscribe(String name, String body) {
        return server.to("/v1/logs/events/subscriptions/" + name)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body));
    }

    @Test
    void deadLettersGoWhereTheirReaderMayAppend() {
        String reader = key("letters", "reader:events", "producer:letters");
        assertThat(status(reader, subscribe("usual", "{}"))).isEqualTo(201);
        assertThat(status(reader, subscribe("own", "{\"deadLetters\":\"letters\"}")))
                .isEqualTo(201);
        HttpResponse<String> foreign = as(reader, subscribe("foreign", "{\"deadLetters\":\"others\"}"));
        assertThat(foreign.statusCode()).as(foreign.body()).isEqualTo(403);
        assertThat(foreign.body()).contains("dead letters", "'others'");
        assertThat(status(operator, subscribe("forged", "{\"deadLetters\":\"varve-audit\"}")))
                .as("nobody but Varve writes it")
                .isEqualTo(403);
    }

    @Test
    void whatCannotBeKeptIsNotDone(@TempDir Path other) {
        ServerHarness open = new ServerHarness(other, () -> NOW, Map.of());
        try {
            HttpRequest.Builder verify = open.to("/v1/logs/events/verify").POST(BodyPublishers.noBody());
            assertThat(open.send(verify).statusCode()).isEqualTo(202);
            open.archive().log("varve-audit").appender().close();
            HttpResponse<String> answer = open.send(verify);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(CommandLineHarness.flatten(
                            open.get("/v1/logs/events/operations").body()))
                    .containsKey("operations[0].id")
                    .doesNotContainKey("operations[1].id");
        } finally {
            open.end();
        }
    }

    @Test
    void otherAddressesNeedAccessAndAccessNeedsSomebody(@TempDir Path other) {
        assertThatThrownBy(() -> new ServerHarness(other, () -> NOW, Map.of("VARVE_SERVE_HOST", "0.0.0.0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("serve.host is '0.0.0.0'")
                .hasMessageContaining("access.required");
        assertThatThrownBy(() -> new ServerHarness(other, () -> NOW, Map.of("VARVE_ACCESS_REQUIRED", "true")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nobody could come in");
    }
}
