package io.plumbline.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.tokenizer.ChatMessage.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Renders against chat-golden.json, which Python's Jinja2 made in transformers' settings. */
class ChatTemplateTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final JsonNode GOLDEN = Fixtures.resource("chat-golden.json");

    /** Probes of constructs that are refused although Jinja2 renders them. */
    private static final Set<String> REFUSED = Set.of(
            "break and continue",
            "filtered loop",
            "loop with else",
            "macro",
            "reversed slice",
            "selectattr",
            "raw",
            "print a list",
            "print a truth",
            "chained comparison",
            "power",
            "adjacent literals",
            "block set",
            "unknown function");

    /** Probes refused for some conversations only. */
    private static final Map<String, Set<String>> REFUSED_FOR = Map.of(
            "case", Set.of("unicode", "control characters"),
            "text slices", Set.of("unicode"),
            "truth of text", Set.of("false"));

    private static final Map<String, ChatTemplate> OPENED = new HashMap<>();

    static Stream<String> templates() {
        return Fixtures.elements(GOLDEN.path("templates"))
                .map(template -> template.path("name").asText());
    }

    @ParameterizedTest
    @MethodSource("templates")
    void rendersAsPythonOrRefuses(String name) {
        JsonNode template = template(name);
        Set<String> refused = new TreeSet<>();
        Set<String> conversations = new TreeSet<>();
        for (JsonNode example : template.path("cases")) {
            String conversation = example.path("conversation").asText();
            String where = name + " / " + conversation;
            conversations.add(conversation);
            try {
                String actual = open(template)
                        .render(conversation(example), example.path("generate").asBoolean());
                assertThat(example.has("text")).as(where + ": Python refuses").isTrue();
                assertThat(actual).as(where).isEqualTo(example.path("text").asText());
            } catch (PlumblineException e) {
                assertThat(e.code()).as(where).isIn(ErrorCode.INVALID_INPUT, ErrorCode.UNSUPPORTED_MODEL);
                if (example.has("text")) {
                    assertThat(e.code()).as(where).isEqualTo(ErrorCode.UNSUPPORTED_MODEL);
                    refused.add(conversation);
                }
            }
        }
        Set<String> expected = REFUSED.contains(name) ? conversations : REFUSED_FOR.getOrDefault(name, Set.of());
        assertThat(refused).as(name).isEqualTo(expected);
    }

    @Test
    void refusalsNameTheConstruct() {
        assertThatThrownBy(() -> open(template("macro"))).hasMessageContaining("'macro'");
        assertThatThrownBy(() -> open(template("raw"))).hasMessageContaining("'raw'");
        assertThatThrownBy(() -> open(template("power"))).hasMessageContaining("'**'");
        assertThatThrownBy(() -> open(template("unknown function"))).hasMessageContaining("'dict'");
        assertThatThrownBy(() -> open(template("selectattr")).render(List.of(ChatMessage.user("x")), false))
                .hasMessageContaining("'selectattr'");
    }

    @Test
    void theTemplatesOwnRefusalIsTheUsersError() {
        List<ChatMessage> messages = List.of(ChatMessage.user("a"), ChatMessage.user("b"));
        assertThatThrownBy(() -> open(template("mistral-instruct")).render(messages, false))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining("Conversation roles must alternate");
    }

    @Test
    void javaCannotBeReached() {
        for (String source : List.of(
                "{{ messages.getClass() }}",
                "{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{{ messages[0].content.getBytes() }}",
                "{% include 'x' %}",
                "{% import 'x' as y %}")) {
            assertThatThrownBy(() ->
                            ChatTemplates.of(source, Map.of(), CLOCK).render(List.of(ChatMessage.user("x")), false))
                    .isInstanceOfSatisfying(
                            PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_MODEL));
        }
    }

    @Test
    void endlessWorkIsStopped() {
        String nested = "{% for a in messages %}{% for b in messages %}{% for c in messages %}"
                + "{% endfor %}{% endfor %}{% endfor %}";
        List<ChatMessage> messages =
                Stream.generate(() -> ChatMessage.user("x")).limit(200).toList();
        assertThatThrownBy(() -> ChatTemplates.of(nested, Map.of(), CLOCK).render(messages, false))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_TOO_LONG));
    }

    @Test
    void theDigestIsThatOfTheSource() {
        assertThat(ChatTemplates.of("a", Map.of(), CLOCK).sha256())
                .isEqualTo("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    }

    private static JsonNode template(String name) {
        return Fixtures.elements(GOLDEN.path("templates"))
                .filter(template -> template.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Opening costs more than rendering; a template that cannot be opened throws each time. */
    private static ChatTemplate open(JsonNode template) {
        return OPENED.computeIfAbsent(template.path("name").asText(), name -> read(template));
    }

    private static ChatTemplate read(JsonNode template) {
        Map<String, String> special = new HashMap<>();
        template.path("special")
                .properties()
                .forEach(entry -> special.put(entry.getKey(), entry.getValue().asText()));
        return ChatTemplates.of(template.path("source").asText(), special, CLOCK);
    }

    private static List<ChatMessage> conversation(JsonNode example) {
        JsonNode messages =
                GOLDEN.path("conversations").path(example.path("conversation").asText());
        return Fixtures.elements(messages)
                .map(message -> new ChatMessage(
                        Role.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT)),
                        message.path("content").asText()))
                .toList();
    }
}
