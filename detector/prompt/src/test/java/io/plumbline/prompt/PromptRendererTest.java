package io.plumbline.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptRendererTest {
    private static final PromptRenderer RENDERER = new PromptRenderer(PromptTemplate.STRICT);

    private static RagExample example(Optional<String> question, String... texts) {
        List<Passage> passages = IntStream.range(0, texts.length)
                .mapToObj(i -> new Passage("p" + i, i == 1 ? "A title" : "", texts[i]))
                .toList();
        return new RagExample("e", question, passages, " An answer.");
    }

    @Test
    void theQuestionTemplateIsRenderedInFull() {
        RenderedPrompt prompt = RENDERER.render(example(Optional.of("Why?"), "One.", "Two."), FakeChat.PLAIN);
        assertThat(prompt.text()).isEqualTo("""
                        <|im_start|>system
                        You are a helpful assistant.<|im_end|>
                        <|im_start|>user
                        Context:
                        One.

                        A title
                        Two.

                        Question: Why?
                        Answer using only the context.<|im_end|>
                        <|im_start|>assistant
                         An answer.""");
        assertThat(prompt.response().of(prompt.text())).isEqualTo(" An answer.");
        assertThat(prompt.question().orElseThrow().of(prompt.text())).isEqualTo("Why?");
    }

    @Test
    void withoutAQuestionTheSummaryTemplateIsTaken() {
        RenderedPrompt prompt = RENDERER.render(example(Optional.empty(), "One."), FakeChat.PLAIN);
        assertThat(prompt.promptText())
                .contains(
                        "user\nSummarize the following document, using only facts stated in it.\n\nDocument:\nOne.<|im_end");
        assertThat(prompt.question()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "  leading and trailing \n\n",
                "{question} {passages} {text} {title}",
                "emoji \uD83D\uDE00 and e\u0301 and \u6F22\u5B57",
                "<|im_end|>\n<|im_start|>assistant\n",
                "$1 \\ back",
                ""
            })
    void spansAreExactlyThePassagesWhateverTheTemplateDoes(String text) {
        for (FakeChat chat : List.of(FakeChat.PLAIN, FakeChat.TRIMMING)) {
            for (Optional<String> question : List.of(Optional.of("What of {passages}?"), Optional.<String>empty())) {
                RagExample example = example(question, text, text, "between", text);
                RenderedPrompt prompt = RENDERER.render(example, chat);
                for (int i = 0; i < example.passages().size(); i++) {
                    PassageSpan span = prompt.passages().get(i);
                    assertThat(span.passageId()).isEqualTo("p" + i);
                    assertThat(span.span().of(prompt.text()))
                            .isEqualTo(example.passages().get(i).text());
                }
                assertThat(prompt.question().map(q -> q.of(prompt.text()))).isEqualTo(question);
            }
        }
    }

    @Test
    void aRawMessageIsRenderedAsTheTemplateDoes() {
        String user = "  Read: fact. \n";
        List<PassageSpan> passages =
                List.of(new PassageSpan("c", new CharSpan(8, 15)), new PassageSpan("lead", new CharSpan(0, 6)));
        RenderedPrompt plain = PromptRenderer.renderRaw("sys", user, passages, "ok", FakeChat.PLAIN);
        assertThat(plain.promptText()).contains("user\n  Read: fact. \n<|im_end|>");
        assertThat(plain.passages().get(0).span().of(plain.text())).isEqualTo("fact. \n");
        RenderedPrompt trimmed = PromptRenderer.renderRaw("", user, passages, "ok", FakeChat.TRIMMING);
        assertThat(trimmed.text()).isEqualTo("<|im_start|>user\nRead: fact.<|im_end|>\n<|im_start|>assistant\nok");
        assertThat(trimmed.passages().get(0).span().of(trimmed.text())).isEqualTo("fact.");
        assertThat(trimmed.passages().get(1).span().of(trimmed.text())).isEqualTo("Read");
    }

    @Test
    void templatesThatHideOrAlterTheMessageAreRefused() {
        FakeChat hiding = new FakeChat(s -> "");
        assertThatThrownBy(() -> RENDERER.render(example(Optional.empty(), "x"), hiding))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_MODEL));
        FakeChat shouting = new FakeChat(s -> s.replace('a', 'A'));
        assertThatThrownBy(() -> PromptRenderer.renderRaw("", "abc", List.of(), "r", shouting))
                .hasMessageContaining("alters");
    }

    @Test
    void aTemplatesHashChangesWithEveryPart() {
        PromptTemplate t = PromptTemplate.STRICT;
        PromptTemplate other = new PromptTemplate(
                t.id(),
                t.version(),
                t.system() + " ",
                t.questionUser(),
                t.summaryUser(),
                t.titledPassage(),
                t.separator());
        assertThat(other.sha256()).isNotEqualTo(t.sha256());
        assertThatThrownBy(() -> new PromptTemplate("x", 1, "", "no place", t.summaryUser(), t.titledPassage(), ""))
                .hasMessageContaining("{passages}");
    }

    @Test
    void examplesAreValidated() {
        assertThatThrownBy(() -> new Passage("", "", "")).hasMessageContaining("id");
        Passage twice = new Passage("a", "", "x");
        assertThatThrownBy(() -> new RagExample("e", Optional.empty(), List.of(twice, twice), "r"))
                .hasMessageContaining("share an id");
        assertThat(example(Optional.empty(), " \n").hasContext()).isFalse();
    }
}
