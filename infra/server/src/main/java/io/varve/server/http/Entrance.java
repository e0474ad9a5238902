package io.varve.server.http;

import io.varve.server.access.ApiKeys;
import io.varve.server.access.JwtTokens;
import io.varve.server.access.Tokens;
import io.varve.server.archive.Archive;
import io.varve.server.config.ConfigException;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.access.AccessCheck;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may come in, where. */
final class Entrance {

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private Entrance() {}

    /**
     * The check that fits the configuration.
     *
     * @throws ConfigException if others could reach the server and everybody be let in, or nobody could be
     */
    static AccessCheck check(Archive archive, VarveConfig.Serve serve) {
        VarveConfig.Access access = serve.access();
        ApiKeys keys = new ApiKeys(access.keys());
        if (!access.required() && !isLoopback(serve.host())) {
            throw new ConfigException(List.of("serve.host is '" + serve.host()
                    + "', which others than this machine can reach: set access.required: true and make a key with"
                    + " `varve keys add`, or give oidc.issuer and oidc.jwks"));
        }
        if (access.required() && access.oidc() == null && keys.all().isEmpty()) {
            throw new ConfigException(List.of("access.required is true, and nobody could come in: make a key with"
                    + " `varve keys add`, or give oidc.issuer and oidc.jwks"));
        }
        if (serve.tls() == null && !isLoopback(serve.host())) {
            LOG.warn("serve.host is '{}' without tls.*: keys and events can be read on their way", serve.host());
        }
        List<Tokens> tokens = new ArrayList<>();
        tokens.add(keys);
        VarveConfig.Oidc oidc = access.oidc();
        if (oidc != null) {
            tokens.add(new JwtTokens(oidc, archive.clock()));
        }
        return new AccessCheck(access.required(), serve.host(), tokens);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new ConfigException(List.of("serve.host is '" + host + "', which no address is known of"));
        }
    }
}
