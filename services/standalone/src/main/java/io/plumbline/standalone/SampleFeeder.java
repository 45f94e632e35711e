package io.plumbline.standalone;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.EventCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends sample answers the way any application would: over HTTP to the gateway. */
final class SampleFeeder {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final EventCodec codec = new EventCodec();
    private final URI gateway;

    private final AtomicBoolean stopping;

    /** @param stopping ends the feeding early */
    SampleFeeder(int port, AtomicBoolean stopping) {
        this.stopping = stopping;
        gateway = URI.create("http://127.0.0.1:" + port + "/v1/generations");
    }

    void feed(List<Sample> samples) throws InterruptedException {
        for (Sample sample : samples) {
            if (stopping.get()) {
                return;
            }
            HttpRequest request = HttpRequest.newBuilder(gateway)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(codec.encode(sample.event())))
                    .build();
            try {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != 202) {
                    throw failed(sample, "status " + response.statusCode() + " " + response.body());
                }
            } catch (IOException e) {
                throw new PlumblineException(
                        ErrorCode.BUSY,
                        "the gateway did not take the sample " + sample.event().id(),
                        e);
            }
        }
    }

    private static PlumblineException failed(Sample sample, String why) {
        return new PlumblineException(
                ErrorCode.INTERNAL,
                "the gateway refused the sample " + sample.event().id() + ": " + why);
    }
}
