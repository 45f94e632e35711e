package io.plumbline.gateway.emit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.plumbline.gateway.emit.Delivery.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server = server();
    private final Delivery delivery =
            new Delivery(HttpClient.newHttpClient(), 4, Duration.ofMillis(2), Duration.ofMillis(5));

    /** {@code /503-2} answers with that status twice, then well. */
    private HttpServer server() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/", exchange -> {
                String[] plan = exchange.getRequestURI().getPath().substring(1).split("-");
                boolean bad = asked.incrementAndGet() <= Integer.parseInt(plan[1]);
                exchange.sendResponseHeaders(bad ? Integer.parseInt(plan[0]) : 204, -1);
                exchange.close();
            });
            started.start();
            return started;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatPassesIsTriedAgainAndWhatDoesNotIsNot() throws Exception {
        assertThat(send("/503-2")).isEqualTo(Result.SENT);
        assertThat(asked).hasValue(3);
        assertThat(send("/429-1")).isEqualTo(Result.SENT);
        assertThat(send("/400-1")).isEqualTo(Result.REFUSED);
        assertThat(asked).hasValue(1);
        assertThat(send("/302-1")).isEqualTo(Result.REFUSED);
        assertThat(send("/500-9")).isEqualTo(Result.EXHAUSTED);
        assertThat(asked).hasValue(4);
        server.stop(0);
        assertThat(send("/204-0")).isEqualTo(Result.EXHAUSTED);
    }

    private Result send(String path) throws Exception {
        asked.set(0);
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return delivery.send("test", () -> HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(20))
                        .build())
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void theSignatureIsThatOfTheStandardsLibrary() {
        // standardwebhooks (PyPI) signs the same with this secret, id and time
        assertThat(new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
