package io.varve.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a provider, each with one thing wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TokenTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Date LATER = Date.from(NOW.plus(Duration.ofMinutes(5)));

    private HttpServer issuer;
    private ECKey signing;
    private ServerHarness server;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        signing = key();
        byte[] published = new JWKSet(signing.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, published.length);
            exchange.getResponseBody().write(published);
            exchange.close();
        });
        issuer.start();
        server = new ServerHarness(
                directory,
                () -> NOW,
                Map.of(
                        "VARVE_ACCESS_REQUIRED",
                        "true",
                        "VARVE_OIDC_ISSUER",
                        "https://issuer.test",
                        "VARVE_OIDC_JWKS",
                        "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys"));
    }

    @AfterAll
    void stop() {
        server.end();
        issuer.stop(0);
    }

    private static ECKey key() throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://issuer.test")
                .audience("varve")
                .subject("ada")
                .expirationTime(LATER)
                .claim("varve_roles", "reader");
    }

    private int status(JWTClaimsSet.Builder claims) throws JOSEException {
        return status(claims, JWSAlgorithm.ES256, new ECDSASigner(signing));
    }

    private int status(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID("one").build(), claims.build());
        jwt.sign(signer);
        return server.sendAs(jwt.serialize(), server.to("/v1/logs")).statusCode();
    }

    @Test
    void isTakenIfNothingIsWrong() throws JOSEException {
        assertThat(status(claims())).isEqualTo(200);
        assertThat(status(claims().notBeforeTime(Date.from(NOW)))).isEqualTo(200);
    }

    @Test
    void mustHaveBegunAndExpireOnce() throws JOSEException {
        assertThat(status(claims().expirationTime(null))).isEqualTo(401);
        assertThat(status(claims().expirationTime(Date.from(NOW.minus(Duration.ofMinutes(2))))))
                .isEqualTo(401);
        assertThat(status(claims().notBeforeTime(LATER))).isEqualTo(401);
    }

    @Test
    void mustSayOfWhomItIsAndForWhom() throws JOSEException {
        assertThat(status(claims().subject(null))).isEqualTo(401);
        assertThat(status(claims().audience((String) null))).isEqualTo(401);
        assertThat(status(claims().issuer(null))).isEqualTo(401);
    }

    @Test
    void mustBeSignedByTheIssuersKeyAndNotWithItAsASecret() throws JOSEException {
        assertThat(status(claims(), JWSAlgorithm.ES256, new ECDSASigner(key()))).isEqualTo(401);
        byte[] known = signing.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8);
        assertThat(status(claims(), JWSAlgorithm.HS256, new MACSigner(known))).isEqualTo(401);
    }
}
