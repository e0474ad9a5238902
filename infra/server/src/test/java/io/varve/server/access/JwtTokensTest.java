package io.varve.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.varve.server.config.VarveConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

final class JwtTokensTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    /** Of a provider that does not answer. */
    private static JwtTokens tokens() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI nobody = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/keys");
            return new JwtTokens(new VarveConfig.Oidc("https://issuer.test", "varve", nobody, "roles"), () -> NOW);
        }
    }

    private static JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://issuer.test")
                .audience("varve")
                .subject("ada")
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .build();
    }

    @Test
    void keysThatCannotBeHadAreNoRefusal() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), claims());
        jwt.sign(new ECDSASigner(key));
        String token = jwt.serialize();
        JwtTokens tokens = tokens();
        assertThatThrownBy(() -> tokens.principal(token))
                .isInstanceOf(AccessUnavailableException.class)
                .hasMessageContaining("cannot be had");
    }

    @Test
    void aTokenWithoutASignatureIsNobodys() throws Exception {
        assertThat(tokens().principal(new PlainJWT(claims()).serialize())).isNull();
        assertThat(tokens().principal("no token at all")).isNull();
    }
}
