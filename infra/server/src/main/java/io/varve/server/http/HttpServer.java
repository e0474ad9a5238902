package io.varve.server.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.varve.server.config.VarveConfig;
import io.varve.server.http.access.AccessCheck;
import io.varve.server.http.access.Audit;
import io.varve.server.http.access.TlsKeys;
import io.varve.server.http.problem.JettyProblems;
import io.varve.server.http.problem.Problem;
import io.varve.server.http.problem.ProblemType;
import io.varve.server.http.problem.Problems;
import io.varve.server.http.route.Routes;
import io.varve.server.metrics.ArchiveMetrics;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Jetty and Javalin as Varve uses them. */
final class HttpServer {

    /** What is asked that no route knows. */
    private static final String NO_ROUTE = "none";

    private static final String OTHER_METHOD = "other";

    /** The address of a next page is the one that was asked, in which each byte may be written as three. */
    private static final int ANSWER_HEADERS = 4;

    private static final double NANOS_PER_MS = 1e6;

    /**
     * The id of an aggregate is any text, so its slashes, dots and percent signs come encoded in the path; the path is
     * split before it is decoded, and names no file.
     */
    private static final UriCompliance ANY_TEXT_IN_PATHS = UriCompliance.DEFAULT.with(
            "varve",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
            UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS);

    private HttpServer() {}

    /** A server that answers on these routes, not yet started. */
    static Javalin create(
            VarveConfig.Serve serve, AccessCheck access, Audit audit, ArchiveMetrics metrics, List<Routes> groups) {
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.http.maxRequestSize = serve.limits().maxBodyBytes();
            jetty(config, serve);
            Problems.addTo(config);
            config.routes.beforeMatched(HttpServer::refuseHead);
            config.routes.beforeMatched(access);
            config.routes.beforeMatched(audit::asked);
            config.requestLogger.http((context, millis) -> {
                audit.answered(context);
                Duration took = Duration.ofNanos((long) (millis * NANOS_PER_MS));
                metrics.answered(method(context), route(context), context.statusCode(), took);
            });
            groups.forEach(group -> group.addTo(config.routes));
        });
    }

    /**
     * Where no route takes HEAD, Javalin answers 200 for a GET that it does not try: of a log too that is not there.
     */
    private static void refuseHead(Context context) {
        if (context.method().equals(HandlerType.HEAD) && context.endpoints().matchedHttpEndpoint() == null) {
            throw Problem.of(ProblemType.METHOD_NOT_ALLOWED, "HEAD is taken at /health/live and /health/ready: use GET")
                    .withHeader("Allow", "GET")
                    .exception();
        }
    }

    private static void jetty(JavalinConfig config, VarveConfig.Serve serve) {
        VarveConfig.Limits limits = serve.limits();
        config.jetty.threadPool = new QueuedThreadPool(limits.threads());
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(limits.maxHeaderBytes());
            http.setMaxResponseHeaderSize(
                    Math.max(http.getMaxResponseHeaderSize(), ANSWER_HEADERS * limits.maxHeaderBytes()));
            http.setSendServerVersion(false);
            http.setUriCompliance(ANY_TEXT_IN_PATHS);
        });
        config.jetty.addConnector((server, http) -> connector(server, http, serve));
        config.jetty.modifyServletContextHandler(
                handler -> handler.getServletHandler().setDecodeAmbiguousURIs(true));
        config.jetty.modifyServer(server -> {
            server.setHandler(
                    new LingeringClose(new GracefulHandler(new MinimumDataRateHandler(limits.minBytesPerSecond(), 0))));
            server.setErrorHandler(LingeringClose.of(new JettyProblems()));
            server.setStopTimeout(serve.stopTimeout().toMillis());
        });
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, VarveConfig.Serve serve) {
        ServerConnector connector = new ServerConnector(server, protocols(http, serve.tls()));
        connector.setHost(serve.host());
        connector.setPort(serve.port());
        connector.setIdleTimeout(serve.limits().idleTimeout().toMillis());
        return connector;
    }

    private static ConnectionFactory[] protocols(HttpConfiguration http, VarveConfig.@Nullable Tls tls) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (tls == null) {
            return new ConnectionFactory[] {plain};
        }
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStore(TlsKeys.keyStore(tls));
        ssl.setKeyStorePassword(tls.password());
        return new ConnectionFactory[] {new SslConnectionFactory(ssl, plain.getProtocol()), plain};
    }

    /** A caller may make up any number of methods, each of which would be a series of its own. */
    private static String method(Context context) {
        return HandlerType.values().contains(context.method())
                ? context.method().name()
                : OTHER_METHOD;
    }

    private static String route(Context context) {
        Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
        return endpoint == null ? NO_ROUTE : endpoint.path;
    }
}
