package io.plumbline.gateway.emit;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Sends until it is taken, refused, or the attempts are used up. Redirects are not followed. Thread-safe. */
final class Delivery {
    private static final Logger LOG = Logger.getLogger(Delivery.class);

    private final HttpClient http;
    private final int attempts;
    private final Duration firstBackOff;
    private final Duration longestBackOff;

    /** How it ended. */
    enum Result {
        /** Status 2xx. */
        SENT,
        /** A status that another attempt would not change. */
        REFUSED,
        /** No attempt was answered well. */
        EXHAUSTED
    }

    Delivery(HttpClient http, int attempts, Duration firstBackOff, Duration longestBackOff) {
        this.http = http;
        this.attempts = attempts;
        this.firstBackOff = firstBackOff;
        this.longestBackOff = longestBackOff;
    }

    /**
     * Never fails.
     *
     * @param what for the log
     * @param request made anew for each attempt, with a timeout
     */
    CompletableFuture<Result> send(String what, Supplier<HttpRequest> request) {
        return attempt(what, request, 1);
    }

    private CompletableFuture<Result> attempt(String what, Supplier<HttpRequest> request, int number) {
        return http.sendAsync(request.get(), HttpResponse.BodyHandlers.discarding())
                .handle((response, failure) -> response == null
                        ? String.valueOf(failure == null ? "no answer" : failure.getCause())
                        : Integer.toString(response.statusCode()))
                .thenCompose(answer -> {
                    if (answer.matches("2..")) {
                        return CompletableFuture.completedFuture(Result.SENT);
                    }
                    if (answer.matches("[34]..") && !answer.equals("408") && !answer.equals("429")) {
                        LOG.warnf("%s was refused with status %s", what, answer);
                        return CompletableFuture.completedFuture(Result.REFUSED);
                    }
                    if (number == attempts) {
                        LOG.warnf("%s was given up after %d attempts, the last: %s", what, attempts, answer);
                        return CompletableFuture.completedFuture(Result.EXHAUSTED);
                    }
                    return CompletableFuture.runAsync(
                                    () -> {}, CompletableFuture.delayedExecutor(pauseMs(number), TimeUnit.MILLISECONDS))
                            .thenCompose(passed -> attempt(what, request, number + 1));
                });
    }

    private long pauseMs(int number) {
        long doubled = firstBackOff.toMillis() << Math.min(number - 1, 20);
        long longest = Math.max(1, Math.min(longestBackOff.toMillis(), doubled));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    }
}
