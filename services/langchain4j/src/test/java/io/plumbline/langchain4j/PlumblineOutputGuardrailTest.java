package io.plumbline.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.guardrail.ChatExecutor;
import dev.langchain4j.guardrail.GuardrailRequestParams;
import dev.langchain4j.guardrail.OutputGuardrailException;
import dev.langchain4j.guardrail.OutputGuardrailExecutor;
import dev.langchain4j.guardrail.OutputGuardrailRequest;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.observability.api.AiServiceListenerRegistrar;
import dev.langchain4j.rag.AugmentationResult;
import dev.langchain4j.rag.content.Content;
import io.plumbline.client.Check;
import io.plumbline.client.PlumblineClient;
import io.plumbline.langchain4j.PlumblineOutputGuardrail.Suspect;
import io.plumbline.langchain4j.PlumblineOutputGuardrail.Unchecked;
import io.plumbline.schemas.Cause;
import io.plumbline.schemas.Counts;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Label;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.SuspectSpan;
import io.plumbline.schemas.ToolResult;
import io.plumbline.schemas.VerdictEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guardrail inside LangChain4j's own executor, against a gateway that flags what says "Queen". */
class PlumblineOutputGuardrailTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String INVENTED = "\uD83C\uDF09 Opened by the Queen.";

    private final List<GenerationEvent> asked = new ArrayList<>();
    private final List<Check> heard = new ArrayList<>();
    private final HttpServer server = server();
    private final PlumblineClient client = PlumblineClient.builder(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .patience(Duration.ofSeconds(20))
            .build();

    private HttpServer server() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/v1/score", exchange -> {
                try (exchange) {
                    GenerationEvent event = CODEC.decodeStrict(
                            GenerationEvent.class, exchange.getRequestBody().readAllBytes());
                    asked.add(event);
                    byte[] body = CODEC.encode(verdict(event));
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
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
    void aSupportedAnswerPassesAndItsContextWasSent() {
        OutputGuardrailResult result =
                guardrail(Suspect.REPROMPT, Unchecked.BLOCK).validate(request("It opened in 1932.", "unused"));
        assertThat(result.isSuccess()).isTrue();
        GenerationEvent event = asked.get(0);
        assertThat(event.question()).contains("When did the bridge open?");
        assertThat(event.passages())
                .containsExactly(new Passage("passage-1", Optional.of("bridge.txt"), "The bridge opened in 1932."));
        assertThat(event.toolResults()).containsExactly(new ToolResult("call-9", "search", "hits"));
        assertThat(heard).hasSize(1).allMatch(Check.Supported.class::isInstance);
    }

    @Test
    void aSuspectAnswerIsAskedForAgainWithItsWordsNamed() {
        PlumblineOutputGuardrail guardrail = guardrail(Suspect.REPROMPT, Unchecked.BLOCK);
        OutputGuardrailRequest request = request(INVENTED, "In 1932.");
        OutputGuardrailResult result = guardrail.validate(request);
        assertThat(result.isReprompt()).isTrue();
        assertThat(result.getReprompt())
                .hasValueSatisfying(text -> assertThat(text).contains("\"the Queen\""));
        OutputGuardrailResult executed =
                OutputGuardrailExecutor.builder().guardrails(guardrail).build().execute(request);
        assertThat(executed.isSuccess()).isTrue();
        assertThat(executed.<ChatResponse>response(request).aiMessage().text()).isEqualTo("In 1932.");
    }

    @Test
    void aSuspectAnswerCanBeBlocked() {
        OutputGuardrailRequest request = request(INVENTED, "In 1932.");
        assertThat(catchThrowableOfType(OutputGuardrailException.class, () -> OutputGuardrailExecutor.builder()
                        .guardrails(guardrail(Suspect.BLOCK, Unchecked.BLOCK))
                        .build()
                        .execute(request)))
                .hasMessageContaining("not supported");
    }

    @Test
    void whatCouldNotBeCheckedIsBlockedUnlessSomebodyDecidedOtherwise() {
        server.stop(0);
        OutputGuardrailRequest request = request("It opened in 1932.", "unused");
        OutputGuardrailResult blocked =
                PlumblineOutputGuardrail.builder(client).build().validate(request);
        assertThat(blocked.isFatal()).isTrue();
        assertThat(blocked.toString()).contains("could not be checked", "UNREACHABLE");
        OutputGuardrailResult passed =
                guardrail(Suspect.REPROMPT, Unchecked.PASS).validate(request);
        assertThat(passed.isSuccess()).isTrue();
        assertThat(heard).hasSize(1).allMatch(Check.NotChecked.class::isInstance);
    }

    @Test
    void aMessageThatAsksForToolsIsNotAnAnswer() {
        assertThat(guardrail(Suspect.BLOCK, Unchecked.BLOCK)
                        .validate(request("", "unused"))
                        .isSuccess())
                .isTrue();
        assertThat(asked).isEmpty();
    }

    private PlumblineOutputGuardrail guardrail(Suspect suspect, Unchecked unchecked) {
        return PlumblineOutputGuardrail.builder(client)
                .suspect(suspect)
                .unchecked(unchecked)
                .listener(heard::add)
                .build();
    }

    private static OutputGuardrailRequest request(String answer, String secondAnswer) {
        Metadata metadata = new Metadata().put("file_name", "bridge.txt");
        return OutputGuardrailRequest.builder()
                .responseFromLLM(response(answer))
                .chatExecutor(new ChatExecutor() {
                    @Override
                    public ChatResponse execute() {
                        return response(secondAnswer);
                    }

                    @Override
                    public ChatResponse execute(List<ChatMessage> messages) {
                        return response(secondAnswer);
                    }
                })
                .requestParams(GuardrailRequestParams.builder()
                        .userMessageTemplate("When did the {{what}} open?")
                        .variables(Map.of("what", "bridge"))
                        .invocationContext(InvocationContext.builder().build())
                        .aiServiceListenerRegistrar(AiServiceListenerRegistrar.newInstance())
                        .augmentationResult(new AugmentationResult(
                                UserMessage.from("q"),
                                List.of(Content.from(TextSegment.from("The bridge opened in 1932.", metadata)))))
                        .chatMemory(new Memory(new ArrayList<>(List.of(
                                UserMessage.from("earlier"),
                                ToolExecutionResultMessage.from("call-1", "search", "old"),
                                UserMessage.from("q"),
                                ToolExecutionResultMessage.from("call-9", "search", "hits")))))
                        .build())
                .build();
    }

    private static ChatResponse response(String text) {
        return ChatResponse.builder().aiMessage(AiMessage.from(text)).build();
    }

    /** A conversation, as it was. */
    private record Memory(List<ChatMessage> messages) implements ChatMemory {
        @Override
        public Object id() {
            return "memory";
        }

        @Override
        public void add(ChatMessage message) {
            messages.add(message);
        }

        @Override
        public void clear() {
            messages.clear();
        }
    }

    private static VerdictEvent verdict(GenerationEvent event) {
        int start = event.response().indexOf("the Queen");
        boolean found = start >= 0;
        int first = found ? event.response().codePointCount(0, start) : 0;
        List<SuspectSpan> spans = found
                ? List.of(new SuspectSpan(first, first + 9, 0.9, List.of(new Cause("UNATTRIBUTED")), List.of()))
                : List.of();
        return new VerdictEvent(
                "1.0",
                Ids.verdictId("default", event.id(), HASH, HASH),
                event.id(),
                "default",
                "profile",
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.of(HASH),
                Optional.empty(),
                new Outcome.Scored(
                        found ? Label.HALLUCINATED : Label.SUPPORTED,
                        found ? 0.9 : 0.1,
                        0.5,
                        spans,
                        List.of(),
                        new Counts(1, 1, 1, 1, 1)),
                List.of());
    }
}
