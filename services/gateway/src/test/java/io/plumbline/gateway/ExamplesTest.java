package io.plumbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.ingest.OpenAiPair;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.EventException;
import io.plumbline.schemas.GenerationEvent;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private final EventCodec codec = new EventCodec();

    @Test
    void theExampleEventIsValid() {
        GenerationEvent event = codec.decodeStrict(GenerationEvent.class, Examples.GENERATION.getBytes(UTF_8));
        assertThat(event.id()).isEqualTo("answer-1");
    }

    @Test
    void theExamplePairIsAnEvent() {
        GenerationEvent event = OpenAiPair.toEvent(Examples.CHAT_COMPLETION.getBytes(UTF_8));
        assertThat(event.passages()).hasSize(1);
        assertThat(codec.encode(event)).isNotEmpty();
    }

    @Test
    void theExampleLabelMarksWordsOfTheExampleEvent() throws Exception {
        GenerationEvent event = codec.decodeStrict(GenerationEvent.class, Examples.GENERATION.getBytes(UTF_8));
        JsonNode span = new ObjectMapper().readTree(Examples.LABEL).at("/spans/0");
        assertThat(event.response()
                        .substring(span.path("start").asInt(), span.path("end").asInt()))
                .isEqualTo("by the Queen");
    }

    @Test
    void theExampleProblemIsWhatTheGatewaySays() throws Exception {
        JsonNode shown = new ObjectMapper().readTree(Examples.PROBLEM);
        EventException exception = catchThrowableOfType(
                EventException.class,
                () -> codec.decodeStrict(
                        GenerationEvent.class,
                        "{\"id\":\"answer-1\",\"passages\":[{\"id\":\"p\",\"text\":7}],\"response\":\"\"}"
                                .getBytes(UTF_8)));
        JsonNode real = new ObjectMapper().readTree(Json.text(Problem.of(exception)));
        for (String field : new String[] {"type", "title", "status", "code", "detail", "eventId", "pointer"}) {
            assertThat(shown.path(field)).as(field).isEqualTo(real.path(field));
        }
    }
}
