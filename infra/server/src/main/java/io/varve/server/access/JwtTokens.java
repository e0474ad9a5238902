package io.varve.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.varve.server.config.VarveConfig;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signed tokens of an OpenID Connect provider: its issuer, our audience, not expired, signed by one of the keys that it
 * publishes, which are fetched when they are needed and kept for minutes. Thread-safe.
 */
public final class JwtTokens implements Tokens {

    private static final Logger LOG = LoggerFactory.getLogger(JwtTokens.class);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** The library's half a second refuses everybody while a provider is far away, or busy. */
    private static final int CONNECT_MILLIS = 2_000;

    /** With the one retry less than the 15 seconds for which others wait who need the keys too. */
    private static final int READ_MILLIS = 5_000;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final String rolesClaim;

    /** Nothing is fetched yet. */
    public JwtTokens(VarveConfig.Oidc oidc, InstantSource clock) {
        this.rolesClaim = oidc.rolesClaim();
        JWKSource<SecurityContext> keys;
        try {
            keys = JWKSourceBuilder.create(
                            oidc.jwks().toURL(),
                            new DefaultResourceRetriever(
                                    CONNECT_MILLIS, READ_MILLIS, JWKSourceBuilder.DEFAULT_HTTP_SIZE_LIMIT))
                    .retrying(true)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("oidc.jwks " + oidc.jwks() + " is no address", e);
        }
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWTClaimsSetVerifier(new Claims(oidc, clock));
    }

    @Override
    public @Nullable Principal principal(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            return new Principal("subject " + claims.getSubject(), grants(claims.getClaim(rolesClaim)));
        } catch (ParseException | BadJOSEException e) {
            LOG.debug("a token is not taken: {}", e.getMessage());
            return null;
        } catch (JOSEException e) {
            LOG.error("the keys of the tokens' issuer cannot be had: {}", e.getMessage());
            throw new AccessUnavailableException(
                    "the keys of the token's issuer cannot be had: the log of this server says why", e);
        }
    }

    /** What the claim says of Varve: the provider may have other roles in it, which mean nothing here. */
    private static Set<Grant> grants(@Nullable Object claim) {
        Collection<?> roles = claim instanceof Collection<?> many
                ? many
                : claim instanceof String text ? List.of(text.split(" ", -1)) : List.of();
        Set<Grant> grants = new HashSet<>();
        for (Object role : roles) {
            try {
                grants.add(Grant.parse(String.valueOf(role)));
            } catch (IllegalArgumentException e) {
                LOG.debug("a role of another: {}", role);
            }
        }
        return grants;
    }

    /** Issuer, audience and times, by our own clock. */
    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {

        private final InstantSource clock;

        Claims(VarveConfig.Oidc oidc, InstantSource clock) {
            super(
                    oidc.audience(),
                    new JWTClaimsSet.Builder().issuer(oidc.issuer()).build(),
                    Set.of("sub", "exp"));
            this.clock = clock;
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
