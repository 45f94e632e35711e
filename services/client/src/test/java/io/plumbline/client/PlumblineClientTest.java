package io.plumbline.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.client.Check.NotChecked;
import io.plumbline.client.Check.Reason;
import io.plumbline.schemas.AbstentionReason;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.UnavailableCode;
import io.plumbline.schemas.VerdictEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way a check can end, against a gateway that misbehaves; against a real one in {@code services/gateway}. */
class PlumblineClientTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final EventCodec CODEC = new EventCodec();
    private static final GenerationEvent EVENT =
            GenerationEvent.of("e1", Optional.of("q"), List.of(Passage.of("p", "text")), "r");

    private final HttpServer server = server();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final URI gateway =
            URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    private final PlumblineClient client = PlumblineClient.builder(gateway)
            .patience(Duration.ofSeconds(20))
            .attempts(3, Duration.ofMillis(2))
            .header("X-Tenant", "acme")
            .build();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aVerdictIsOneOfThreeCases() {
        answer("/v1/score", 200, CODEC.encode(verdict("e1", scored(Label.SUPPORTED))));
        assertThat(client.check(EVENT)).isInstanceOf(Check.Supported.class);
        server.removeContext("/v1/score");
        answer("/v1/score", 200, CODEC.encode(verdict("e1", scored(Label.HALLUCINATED))));
        assertThat(client.check(EVENT)).isInstanceOf(Check.Hallucinated.class);
        assertThat(PlumblineClient.of(verdict("e1", new Outcome.Abstained(AbstentionReason.NO_CONTEXT, "no passage"))))
                .isEqualTo(new NotChecked(Reason.ABSTAINED, "NO_CONTEXT", "no passage"));
        assertThat(reason(PlumblineClient.of(
                        verdict("e1", new Outcome.Unavailable(new UnavailableCode("ENGINE_FAILURE"), "d")))))
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(reason(PlumblineClient.of(verdict("e1", new Outcome.Unknown("POSTPONED")))))
                .isEqualTo(Reason.UNREADABLE);
        assertThat(reason(PlumblineClient.of(verdict("e1", scored(new Label("DOUBTFUL"))))))
                .isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void whatIsNoVerdictOnTheEventIsNotClean() {
        answer("/v1/score", 200, "{}".getBytes(UTF_8));
        assertThat(reason(client.check(EVENT))).isEqualTo(Reason.UNREADABLE);
        server.removeContext("/v1/score");
        answer("/v1/score", 200, CODEC.encode(verdict("other", scored(Label.SUPPORTED))));
        assertThat(reason(client.check(EVENT))).isEqualTo(Reason.UNREADABLE);
        server.removeContext("/v1/score");
        answer("/v1/score", 200, new byte[Exchange.BODY_BYTES_MAX + 1]);
        assertThat(reason(client.check(EVENT))).isEqualTo(Reason.UNREADABLE);
        server.removeContext("/v1/score");
        answer("/v1/score", 302, new byte[0]);
        assertThat(reason(client.check(EVENT))).isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void problemsKeepTheirCode() {
        problem(503, "BUSY", Reason.BUSY);
        problem(503, "MODEL_NOT_REACHABLE", Reason.UNAVAILABLE);
        problem(504, "TIMEOUT", Reason.TIMEOUT);
        problem(422, "SCHEMA_INVALID", Reason.REFUSED);
        problem(500, "ENGINE_FAILURE", Reason.UNAVAILABLE);
        GenerationEvent long1 = GenerationEvent.of("e1", Optional.empty(), List.of(), "x".repeat(300_000));
        assertThat(reason(client.check(long1))).isEqualTo(Reason.REFUSED);
    }

    private void problem(int status, String code, Reason reason) {
        answer("/v1/score", status, ("{\"code\":\"" + code + "\",\"detail\":\"d\"}").getBytes(UTF_8));
        assertThat(client.check(EVENT)).isEqualTo(new NotChecked(reason, code, "d"));
        server.removeContext("/v1/score");
    }

    @Test
    void nobodyThereAndNobodyInTime() {
        server.createContext("/v1/score", exchange -> {
            // begins to answer, and never ends
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });
        assertThat(reason(client.check(EVENT, Duration.ofMillis(100)))).isEqualTo(Reason.TIMEOUT);
        server.stop(0);
        assertThat(reason(client.check(EVENT))).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void anInterruptedCallerIsToldAndStaysInterrupted() {
        server.createContext("/v1/score", exchange -> {});
        Thread.currentThread().interrupt();
        assertThat(reason(client.check(EVENT))).isEqualTo(Reason.INTERRUPTED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void sendingIsTriedAgainWhileTheGatewayIsBusyAndNoLonger() {
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/v1/generations", exchange -> {
            int number = asked.incrementAndGet();
            assertThat(exchange.getRequestHeaders().getFirst("X-Tenant")).isEqualTo("acme");
            respond(exchange, number < 3 ? 503 : 202, "{\"repetition\":true}".getBytes(UTF_8));
        });
        assertThat(client.send(EVENT)).isTrue();
        assertThat(asked).hasValue(3);
        server.removeContext("/v1/generations");
        asked.set(0);
        server.createContext("/v1/generations", exchange -> {
            asked.incrementAndGet();
            respond(exchange, 409, "{\"code\":\"ID_REUSED\",\"detail\":\"taken\"}".getBytes(UTF_8));
        });
        PlumblineClientException refused =
                catchThrowableOfType(PlumblineClientException.class, () -> client.send(EVENT));
        assertThat(refused.code()).isEqualTo("ID_REUSED");
        assertThat(asked).hasValue(1);
        server.removeContext("/v1/generations");
        asked.set(0);
        server.createContext("/v1/generations", exchange -> {
            asked.incrementAndGet();
            respond(exchange, 503, new byte[0]);
        });
        assertThat(catchThrowableOfType(PlumblineClientException.class, () -> client.send(EVENT))
                        .reason())
                .isEqualTo(Reason.BUSY);
        assertThat(asked).hasValue(3);
    }

    private static Reason reason(Check check) {
        return ((NotChecked) check).reason();
    }

    private void answer(String path, int status, byte[] body) {
        server.createContext(path, exchange -> respond(exchange, status, body));
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Outcome scored(Label label) {
        return new Outcome.Scored(label, 0.5, 0.5, List.of(), List.of(), new Counts(1, 1, 1, 1, 1));
    }

    private static VerdictEvent verdict(String eventId, Outcome outcome) {
        return new VerdictEvent(
                "1.0",
                Ids.verdictId("default", eventId, HASH, HASH),
                eventId,
                "default",
                "profile",
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.empty(),
                outcome,
                List.of());
    }
}
