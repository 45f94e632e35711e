package io.plumbline.client;

import io.plumbline.client.Check.NotChecked;
import io.plumbline.client.Check.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request and its answer, within a time and a size: the JDK's own timeout ends with the first byte of an answer. */
final class Exchange {
    /** A verdict has at most half of it, a page of verdicts of several profiles fits. */
    static final int BODY_BYTES_MAX = 8 << 20;

    /** Time for the way there and back, on top of the caller's patience. */
    private static final Duration TRANSPORT = Duration.ofMillis(500);

    private final HttpClient http;

    Exchange(HttpClient http) {
        this.http = http;
    }

    /** An answer, or why there is none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Result(int status, byte[] body, Optional<NotChecked> failure) {}

    Result send(HttpRequest request, Duration patience) {
        CompletableFuture<HttpResponse<InputStream>> sent =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        CompletableFuture<Result> read = sent.thenApplyAsync(Exchange::read);
        try {
            return read.get(patience.plus(TRANSPORT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sent.cancel(true);
            closeWhenThere(sent);
            return failure(Reason.TIMEOUT, "no answer within " + patience);
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            sent.cancel(true);
            closeWhenThere(sent);
            Thread.currentThread().interrupt();
            return failure(Reason.INTERRUPTED, "the calling thread was interrupted");
        }
    }

    /** Ends a body that still comes in, and with it the thread that reads it. */
    private static void closeWhenThere(CompletableFuture<HttpResponse<InputStream>> sent) {
        CompletableFuture<Void> unused = sent.thenAccept(response -> {
            try {
                response.body().close();
            } catch (IOException e) {
                // it is being given up anyway
            }
        });
    }

    private static Result read(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            byte[] body = in.readNBytes(BODY_BYTES_MAX + 1);
            if (body.length > BODY_BYTES_MAX) {
                return failure(Reason.UNREADABLE, "the answer has more than " + BODY_BYTES_MAX + " bytes");
            }
            return new Result(response.statusCode(), body, Optional.empty());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static Result failed(Throwable cause) {
        boolean late =
                cause instanceof HttpTimeoutException && !(cause instanceof java.net.http.HttpConnectTimeoutException);
        return late
                ? failure(Reason.TIMEOUT, "the answer did not come in time")
                : failure(
                        Reason.UNREACHABLE,
                        "the gateway did not answer: " + cause.getClass().getSimpleName()
                                + "; see that it runs and that its address is right");
    }

    private static Result failure(Reason reason, String detail) {
        return new Result(0, new byte[0], Optional.of(new NotChecked(reason, reason.name(), detail)));
    }
}
