package io.varve.server.client.remote;

import io.varve.query.sql.SqlReading;
import io.varve.server.client.Stopping;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of an answer, handed on as they come. */
final class Rows {

    private static final int CHUNK_BYTES = 1 << 16;
    private static final Pattern READ = Pattern.compile(
            "warm-files=([0-9]{1,9}), cold-files=([0-9]{1,9}), hot-events=([0-9]{1,18}), skipped-files=([0-9]{1,9}),"
                    + " folded-events=([0-9]{1,18})");

    private Rows() {}

    /** Prints them, or stops where the stream has failed: nobody reads any more. */
    static SqlReading handOver(HttpResponse<InputStream> answer, PrintStream out, Stopping stopping) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream body = answer.body()) {
            stopping.wakes(() -> Exchange.close(body));
            for (int read = body.read(chunk); read >= 0 && !out.checkError(); read = body.read(chunk)) {
                out.write(chunk, 0, read);
            }
        } catch (IOException e) {
            throw new ServerException("the server's answer was cut off" + Exchange.said(e), e);
        }
        Matcher read = READ.matcher(answer.headers().firstValue("Varve-Read").orElse(""));
        if (!read.matches()) {
            throw new ServerException("the server does not say what it read: is it another version of Varve?");
        }
        return new SqlReading(
                Integer.parseInt(read.group(1)),
                Integer.parseInt(read.group(2)),
                Integer.parseInt(read.group(4)),
                Long.parseLong(read.group(3)),
                Long.parseLong(read.group(5)));
    }
}
