package io.plumbline.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.client.Check.NotChecked;
import io.plumbline.client.Check.Reason;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.LabelSpan;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.VerdictEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Asks a gateway. Thread-safe; make one for the life of a program.
 *
 * <pre>{@code
 * PlumblineClient plumbline = PlumblineClient.builder(URI.create("http://localhost:8080")).build();
 * Check check = plumbline.check(GenerationEvent.of(
 *         "answer-1", Optional.of("When did it open?"), List.of(Passage.of("p1", "It opened in 1932.")), "In 1932."));
 * String shown = check.fold(clean -> "checked", suspect -> suspect.spans().toString(), none -> "not checked: " + none.code());
 * }</pre>
 */
public final class PlumblineClient {
    private static final String JSON = "application/json";
    private static final String DEADLINE_HEADER = "Plumbline-Deadline-Ms";
    private static final int ACCEPTED = 202;
    private static final int OK = 200;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final EventCodec codec = new EventCodec();
    private final Exchange exchange;
    private final URI gateway;
    private final Map<String, String> headers;
    private final Duration patience;
    private final int attempts;
    private final Duration firstBackOff;

    private PlumblineClient(Builder builder) {
        exchange = new Exchange(
                HttpClient.newBuilder().connectTimeout(builder.connectTimeout).build());
        gateway = builder.gateway;
        headers = Map.copyOf(builder.headers);
        patience = builder.patience;
        attempts = builder.attempts;
        firstBackOff = builder.firstBackOff;
    }

    /** @param gateway its address without a path, for example {@code http://localhost:8080} */
    public static Builder builder(URI gateway) {
        return new Builder(gateway);
    }

    /** Settings of a client; every one has a default. */
    public static final class Builder {
        private final URI gateway;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private Duration connectTimeout = Duration.ofSeconds(2);
        private Duration patience = Duration.ofSeconds(10);
        private int attempts = 4;
        private Duration firstBackOff = Duration.ofMillis(200);

        private Builder(URI gateway) {
            this.gateway = gateway;
        }

        /** Longest wait for a connection; 2 s unless said. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = positive(timeout);
            return this;
        }

        /** Longest wait for a judgement; 10 s unless said. The gateway allows 120 s. */
        public Builder patience(Duration longest) {
            patience = positive(longest);
            return this;
        }

        /**
         * How {@link #send} behaves when the gateway has no capacity or cannot be reached.
         *
         * @param number of attempts in all; 4 unless said
         * @param firstPause before the second attempt, doubled before each further one, jittered; 200 ms unless said
         */
        public Builder attempts(int number, Duration firstPause) {
            if (number < 1 || number > 20) {
                throw new IllegalArgumentException("1 to 20 attempts, not " + number);
            }
            attempts = number;
            firstBackOff = positive(firstPause);
            return this;
        }

        /** A header of every request: a tenant, a credential, a trace. */
        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        public PlumblineClient build() {
            return new PlumblineClient(this);
        }

        private static Duration positive(Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("not a time to wait: " + duration);
            }
            return duration;
        }
    }

    /** Judges an answer now, with the client's patience; see {@link #check(GenerationEvent, Duration)}. */
    public Check check(GenerationEvent event) {
        return check(event, patience);
    }

    /**
     * Judges an answer now: {@code POST /v1/score}. Never throws for what happens outside this process: whatever prevents a
     * judgement is a {@link NotChecked}. Asked once; a caller who waits is better served by an early answer.
     *
     * @param longest wait for the judgement; the call returns soon after it in any case
     */
    public Check check(GenerationEvent event, Duration longest) {
        byte[] body;
        try {
            body = codec.encode(event);
        } catch (EventException e) {
            return new NotChecked(Reason.REFUSED, e.kind().name(), message(e));
        }
        HttpRequest request = request("/v1/score")
                .header(DEADLINE_HEADER, Long.toString(Math.max(1, longest.toMillis())))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        Exchange.Result result = exchange.send(request, longest);
        return result.failure().isPresent() ? result.failure().get() : judged(event, result);
    }

    private Check judged(GenerationEvent event, Exchange.Result result) {
        if (result.status() != OK) {
            return problem(result);
        }
        VerdictEvent verdict;
        try {
            verdict = codec.decode(VerdictEvent.class, result.body());
        } catch (EventException e) {
            return unreadable("the gateway's answer is no verdict: " + message(e));
        }
        if (!verdict.eventId().equals(event.id())) {
            return unreadable("the gateway answered with a verdict on another event");
        }
        return of(verdict);
    }

    /** What a verdict says, in the same three cases. */
    public static Check of(VerdictEvent verdict) {
        Outcome outcome = verdict.outcome();
        if (outcome instanceof Outcome.Scored scored) {
            if (scored.label().equals(Label.SUPPORTED)) {
                return new Check.Supported(verdict, scored);
            }
            if (scored.label().equals(Label.HALLUCINATED)) {
                return new Check.Hallucinated(verdict, scored);
            }
            return unreadable("the verdict's label is not known to this client");
        }
        if (outcome instanceof Outcome.Abstained abstained) {
            return new NotChecked(Reason.ABSTAINED, abstained.reason().name(), abstained.detail());
        }
        if (outcome instanceof Outcome.Unavailable unavailable) {
            return new NotChecked(Reason.UNAVAILABLE, unavailable.code().name(), unavailable.detail());
        }
        return unreadable("the verdict's status is not known to this client");
    }

    /**
     * Sends an answer to be judged in its turn: {@code POST /v1/generations}. Tried again while the gateway has no capacity or
     * cannot be reached; a repetition does no harm.
     *
     * @return whether the broker had the same event before
     * @throws PlumblineClientException if the gateway does not take it
     * @throws EventException if the event breaks a limit of the contract
     */
    public boolean send(GenerationEvent event) {
        return taken(request("/v1/generations")
                .POST(HttpRequest.BodyPublishers.ofByteArray(codec.encode(event)))
                .build());
    }

    /**
     * Says what a person thinks of a verdict. Tried again like {@link #send}; of several by one annotator on one verdict the last
     * counts.
     *
     * @param verdict as the gateway gave it
     * @param label {@code SUPPORTED} or {@code HALLUCINATED}
     * @param spans unsupported words, in code points of the response; none if supported
     * @param annotator who says so: a name or a pseudonym
     * @param comment why
     * @return whether the same person said just that before
     * @throws PlumblineClientException if the gateway does not take it, also because it no longer has the verdict
     */
    public boolean label(
            VerdictEvent verdict, Label label, List<LabelSpan> spans, String annotator, Optional<String> comment) {
        ObjectNode said = MAPPER.createObjectNode();
        said.put("label", label.name());
        said.put("annotator", annotator);
        comment.ifPresent(text -> said.put("comment", text));
        ArrayNode marked = said.putArray("spans");
        spans.forEach(span -> marked.addObject().put("start", span.start()).put("end", span.end()));
        return taken(request("/v1/generations/" + verdict.eventId() + "/verdicts/" + verdict.verdictId() + "/labels")
                .POST(HttpRequest.BodyPublishers.ofString(said.toString()))
                .build());
    }

    /** Sends until the gateway has it; whether that was a repetition. */
    private boolean taken(HttpRequest request) {
        for (int attempt = 1; ; attempt++) {
            Exchange.Result result = exchange.send(request, patience);
            if (result.failure().isEmpty() && result.status() == ACCEPTED) {
                return json(result.body()).path("repetition").asBoolean();
            }
            NotChecked problem = result.failure().orElseGet(() -> problem(result));
            boolean passing = problem.reason() == Reason.BUSY
                    || problem.reason() == Reason.UNREACHABLE
                    || problem.reason() == Reason.TIMEOUT;
            if (!passing || attempt == attempts || !pause(attempt)) {
                throw new PlumblineClientException(problem);
            }
        }
    }

    /**
     * Verdicts on an answer that was sent before; empty while there is none.
     *
     * @param wait how long the gateway may hold the request until there is one; at most 60 s
     * @throws PlumblineClientException if the gateway gives none out, also because it does not know the event
     */
    public List<VerdictEvent> verdicts(String eventId, Duration wait) {
        HttpRequest request = request("/v1/generations/" + eventId + "/verdicts?wait=" + wait.toMillis() / 1000.0)
                .GET()
                .build();
        Exchange.Result result = exchange.send(request, patience.plus(wait));
        if (result.failure().isPresent()) {
            throw new PlumblineClientException(result.failure().get());
        }
        if (result.status() == ACCEPTED) {
            return List.of();
        }
        if (result.status() != OK) {
            throw new PlumblineClientException(problem(result));
        }
        List<VerdictEvent> verdicts = new ArrayList<>();
        try {
            for (JsonNode verdict : json(result.body()).path("verdicts")) {
                verdicts.add(codec.decode(VerdictEvent.class, MAPPER.writeValueAsBytes(verdict)));
            }
        } catch (EventException | JsonProcessingException e) {
            throw new PlumblineClientException(unreadable("the gateway's answer holds what is no verdict"));
        }
        return verdicts;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway.resolve(path)).header("Content-Type", JSON);
        headers.forEach(request::header);
        return request;
    }

    private boolean pause(int attempt) {
        long longest = firstBackOff.toMillis() << Math.min(attempt - 1, 10);
        try {
            Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static NotChecked problem(Exchange.Result result) {
        JsonNode problem = json(result.body());
        String code = problem.path("code").asText("HTTP_" + result.status());
        String detail = problem.path("detail").asText("the gateway answered with status " + result.status());
        Reason reason =
                switch (result.status()) {
                    case 408, 504 -> Reason.TIMEOUT;
                    case 429, 503 -> code.equals("MODEL_NOT_REACHABLE") ? Reason.UNAVAILABLE : Reason.BUSY;
                    case 400, 404, 409, 410, 413, 415, 422 -> Reason.REFUSED;
                    default -> result.status() >= 500 ? Reason.UNAVAILABLE : Reason.UNREADABLE;
                };
        return new NotChecked(reason, code, detail);
    }

    private static JsonNode json(byte[] body) {
        try {
            return Optional.ofNullable(MAPPER.readTree(body)).orElseGet(MAPPER::createObjectNode);
        } catch (IOException e) {
            return MAPPER.createObjectNode();
        }
    }

    private static NotChecked unreadable(String detail) {
        return new NotChecked(Reason.UNREADABLE, Reason.UNREADABLE.name(), detail);
    }

    private static String message(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }
}
