package io.varve.tiering.cold;

import io.varve.tiering.cold.ObjectStoreException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What the SDK's exceptions mean. Messages are one line and say what to change. Those of refusals never quote the
 * server, whose text names the principal.
 */
final class S3Errors {

    private record Reason(Kind kind, String text) {}

    private static final Reason ARCHIVED = new Reason(
            Kind.OTHER,
            "it was moved to an archive class; restore it at the server and remove the lifecycle rule that moved it");
    private static final Reason NO_BUCKET =
            new Reason(Kind.OTHER, "the bucket does not exist; create it, or correct the bucket's name");
    private static final Reason REGION =
            new Reason(Kind.OTHER, "the bucket lies in another region, or at another endpoint; set that one");
    private static final Reason WRONG_KEY =
            new Reason(Kind.DENIED, "the access key or its secret is wrong; set the pair that belongs to this server");
    private static final Reason EXPIRED = new Reason(Kind.DENIED, "the credentials have expired; renew them");
    private static final Reason FORBIDDEN = new Reason(
            Kind.DENIED,
            "no permission; allow s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket there, "
                    + "or check the credentials");
    private static final Reason NOT_KNOWN = new Reason(
            Kind.OTHER, "the server does not know this request; switch off conditional writes or checksums for it");
    private static final Reason OTHER_BYTES =
            new Reason(Kind.DAMAGED, "the bytes do not have the SHA-256 or checksum that was given");

    private static final Map<String, Reason> REASONS = Map.ofEntries(
            Map.entry("InvalidObjectState", ARCHIVED),
            Map.entry("NoSuchBucket", NO_BUCKET),
            Map.entry("PermanentRedirect", REGION),
            Map.entry("AuthorizationHeaderMalformed", REGION),
            Map.entry("SignatureDoesNotMatch", WRONG_KEY),
            Map.entry("InvalidAccessKeyId", WRONG_KEY),
            Map.entry("ExpiredToken", EXPIRED),
            Map.entry("InvalidToken", EXPIRED),
            Map.entry("RequestTimeTooSkewed", new Reason(Kind.DENIED, "this machine's clock is wrong; set it")),
            Map.entry("NotImplemented", NOT_KNOWN),
            Map.entry("BadDigest", OTHER_BYTES),
            Map.entry("XAmzContentChecksumMismatch", OTHER_BYTES),
            Map.entry("XAmzContentSHA256Mismatch", OTHER_BYTES));

    private static final Set<Integer> GATEWAY = Set.of(502, 503, 504);
    private static final Set<String> CONFLICTS = Set.of("ConditionalRequestConflict", "OperationAborted");

    private S3Errors() {}

    /** @param doing what was tried, such as "read" */
    static IOException translate(String doing, URI what, SdkException e) {
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while trying to " + doing + " " + what);
            interrupted.initCause(e);
            return interrupted;
        }
        Reason reason = e instanceof AwsServiceException service ? answered(service) : unanswered(e);
        return new ObjectStoreException(reason.kind(), cannot(doing, what, reason.text()), e);
    }

    /** What it means that the bucket itself could not be looked at. */
    static IOException translateBucket(String doing, URI what, SdkException e) {
        return status(e) == 404
                ? new ObjectStoreException(NO_BUCKET.kind(), cannot(doing, what, NO_BUCKET.text() + " (404)"), e)
                : translate(doing, what, e);
    }

    private static String cannot(String doing, URI what, String text) {
        return "cannot " + doing + " " + what + ": " + text;
    }

    static boolean isNotFound(SdkException e) {
        return status(e) == 404 && !code(e).equals("NoSuchBucket");
    }

    static boolean isNoBucket(SdkException e) {
        return status(e) == 404 && !code(e).equals("NoSuchKey");
    }

    static boolean isBeyondEnd(SdkException e) {
        return status(e) == 416;
    }

    /** Whether the answer to a conditional create says that the object, or a rival writer, is there. */
    static boolean isConflict(SdkException e) {
        return status(e) == 412 || (status(e) == 409 && CONFLICTS.contains(code(e))) || code(e).equals("NoSuchUpload");
    }

    static boolean isBucketThere(SdkException e) {
        return code(e).equals("BucketAlreadyOwnedByYou") || code(e).equals("BucketAlreadyExists");
    }

    private static Reason answered(AwsServiceException e) {
        String code = code(e);
        String status = e.statusCode() + (code.isEmpty() ? "" : " " + code);
        if (e.isThrottlingException() || e.statusCode() == 429) {
            return new Reason(Kind.SLOW_DOWN, "the server asks for fewer requests (" + status + "); try later");
        }
        Reason known = REASONS.get(code);
        if (known != null) {
            return new Reason(known.kind(), known.text() + " (" + status + ")");
        }
        if (e.statusCode() == 401 || e.statusCode() == 403) {
            return new Reason(Kind.DENIED, FORBIDDEN.text() + " (" + status + ")");
        }
        if (e.statusCode() == 301) {
            return new Reason(Kind.OTHER, REGION.text() + " (" + status + ")");
        }
        Kind kind = GATEWAY.contains(e.statusCode()) ? Kind.UNREACHABLE : Kind.OTHER;
        return new Reason(kind, "the server answered " + status + quoted(e));
    }

    private static Reason unanswered(SdkException e) {
        String text = oneLine(rootCause(e).toString());
        if (oneLine(String.valueOf(e.getMessage())).toLowerCase(Locale.ROOT).contains("load credentials")) {
            return new Reason(
                    Kind.DENIED,
                    "no credentials were found; set an access key and its secret, or provide "
                            + "them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }
        return new Reason(
                Kind.UNREACHABLE, "no answer; check the endpoint, the network and that the server runs (" + text + ")");
    }

    private static String quoted(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String text = details == null ? null : details.errorMessage();
        return text == null || text.isBlank() ? "" : ": " + oneLine(text);
    }

    private static Throwable rootCause(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = root.getCause(); cause != null && cause != root; cause = root.getCause()) {
            root = cause;
        }
        return root;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").trim();
    }

    private static int status(SdkException e) {
        return e instanceof AwsServiceException service ? service.statusCode() : 0;
    }

    private static String code(SdkException e) {
        @Nullable AwsErrorDetails details = e instanceof AwsServiceException service ? service.awsErrorDetails() : null;
        return details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
    }
}
