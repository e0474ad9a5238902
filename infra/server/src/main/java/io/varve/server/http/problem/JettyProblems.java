package io.varve.server.http.problem;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers what never comes as far as a route: lines and headers that are not HTTP, addresses that are refused. */
public final class JettyProblems extends ErrorHandler {

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback)
            throws IOException {
        String detail = message == null ? HttpStatus.getMessage(code) : message;
        Problem problem = Problems.ofStatus(code, code >= 500 ? HttpStatus.getMessage(code) : detail);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        if (!request.getConnectionMetaData().isPersistent()) {
            // Jetty takes what it cannot parse for HTTP/1.0, where this goes without saying; a client of HTTP/1.1 would
            // send its next request over a connection that is about to close
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
        }
        response.write(true, ByteBuffer.wrap(problem.json(null)), callback);
    }
}
