package io.plumbline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.ingest.IngestException.Reason;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Passage;
import io.plumbline.schemas.ToolResult;
import io.plumbline.schemas.Turn;
import org.junit.jupiter.api.Test;

class OpenAiPairTest {
    @Test
    void aPlainPairHasItsQuestionAndNoContext() {
        GenerationEvent event = OpenAiPair.toEvent(Recorded.pair(0));
        assertThat(event.id()).isEqualTo("chatcmpl-plumbline-1");
        assertThat(event.question()).contains(Recorded.QUESTION);
        assertThat(event.response()).isEqualTo(Recorded.ANSWER);
        assertThat(event.conversation()).containsExactly(new Turn("system", "Answer from the documents only."));
        assertThat(event.passages()).isEmpty();
        assertThat(event.generator().model()).contains("some-model-8b");
        assertThat(event.time()).hasValueSatisfying(time -> assertThat(time).hasToString("2025-11-24T12:00:00Z"));
        assertThat(new EventCodec().encode(event)).isNotEmpty();
    }

    @Test
    void partsAreJoinedAndEarlierTurnsStayInOrder() {
        GenerationEvent event = OpenAiPair.toEvent(Recorded.pair(1));
        assertThat(event.question())
                .contains("The harbour bridge was opened to traffic on 19 March 1932.\n" + Recorded.QUESTION);
        assertThat(event.conversation()).extracting(Turn::role).containsExactly("developer", "user", "assistant");
    }

    @Test
    void aRequestForAToolIsNoAnswer() {
        IngestException refused =
                catchThrowableOfType(IngestException.class, () -> OpenAiPair.toEvent(Recorded.pair(2)));
        assertThat(refused.reason()).isEqualTo(Reason.NO_ANSWER);
        assertThat(refused.pointer()).isEqualTo("/response/choices/0/message");
    }

    @Test
    void whatAToolReturnedIsContextUnderTheToolsName() {
        GenerationEvent event = OpenAiPair.toEvent(Recorded.pair(3));
        assertThat(event.question()).contains(Recorded.QUESTION);
        assertThat(event.toolResults()).hasSize(1);
        ToolResult result = event.toolResults().get(0);
        assertThat(result.id()).isEqualTo("call_1");
        assertThat(result.name()).isEqualTo("search_documents");
        assertThat(result.content()).contains("opened to traffic on 19 March 1932", "Caf\u00e9s");
    }

    @Test
    void retrievalComesInThreeMoreWays() {
        GenerationEvent event = pair(
                "\"passages\":[{\"id\":\"a\",\"title\":\"A\",\"text\":\"one\"}],\"id\":\"mine\",\"app\":\"shop\",",
                "\"documents\":[{\"doc_id\":\"b\",\"title\":\"B\",\"text\":\"two\"},\"three\","
                        + "{\"id\":\"a\",\"data\":{\"snippet\":\"four\"}}],",
                "{\"role\":\"context\",\"name\":\"e\",\"content\":\"five\"},{\"role\":\"user\",\"content\":\"q\"},"
                        + "{\"role\":\"assistant\",\"content\":\"let me see\"}",
                "{\"message\":{\"content\":\"r\"},\"finish_reason\":\"length\"}");
        assertThat(event.passages()).extracting(Passage::id).containsExactly("a", "b", "passage-3", "passage-4", "e");
        assertThat(event.passages()).extracting(Passage::text).containsExactly("one", "two", "three", "four", "five");
        assertThat(event.id()).isEqualTo("mine");
        assertThat(event.source().app()).contains("shop");
        assertThat(event.question()).contains("q");
        assertThat(event.conversation()).containsExactly(new Turn("assistant", "let me see"));
        assertThat(event.partial()).isTrue();
    }

    @Test
    void whatIsWrongIsSaidWithItsPlace() {
        assertThat(refusal("no json")).isEqualTo("UNPARSABLE ");
        assertThat(refusal("[]")).isEqualTo("UNPARSABLE ");
        assertThat(refusal("{\"request\":{}}")).isEqualTo("INVALID /response");
        assertThat(refusal("{\"request\":{\"messages\":{}},\"response\":{}}")).isEqualTo("INVALID /request/messages");
        assertThat(refusal("{\"request\":{\"messages\":[{}]},\"response\":{}}"))
                .isEqualTo("INVALID /request/messages/0/role");
        String request = "{\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]},\"response\":";
        assertThat(refusal(request + "{\"choices\":[{},{}]}}")).isEqualTo("INVALID /response/choices");
        assertThat(refusal(request + "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"no\"}}]}}"))
                .isEqualTo("NO_ANSWER /response/choices/0/message");
        assertThat(refusal(request + "{\"choices\":[{\"message\":{\"content\":\"r\"}}]}}"))
                .isEqualTo("INVALID /response/id");
        assertThat(refusal(request + "{\"id\":\"with space\",\"choices\":[{\"message\":{\"content\":\"r\"}}]}}"))
                .isEqualTo("INVALID ");
    }

    private static String refusal(String body) {
        IngestException refused =
                catchThrowableOfType(IngestException.class, () -> OpenAiPair.toEvent(body.getBytes(UTF_8)));
        return refused.reason() + " " + refused.pointer();
    }

    private static GenerationEvent pair(String beside, String request, String messages, String choice) {
        return OpenAiPair.toEvent(("{" + beside + "\"request\":{" + request + "\"messages\":[" + messages
                        + "]},\"response\":{\"choices\":[" + choice + "]}}")
                .getBytes(UTF_8));
    }
}
