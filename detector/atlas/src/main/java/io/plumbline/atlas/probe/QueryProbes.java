package io.plumbline.atlas.probe;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.tokenizer.ChatMessage;
import io.plumbline.model.tokenizer.EncodedText;
import java.util.ArrayList;
import java.util.List;

/** Makes the prompts of QRHead: numbered passages, an instruction, the query. */
public final class QueryProbes {
    private static final String BEFORE = "Here are some paragraphs:\n\n";
    private static final String INSTRUCTION =
            "Please find information that is relevant to the following query in the paragraphs above.\n\nQuery: ";
    private static final String NOTHING = "N/A";

    private QueryProbes() {}

    /**
     * One probe for each needle; the passage that holds it takes turns.
     *
     * @param count passages in a prompt
     * @param tokens prose in each passage, reached to within a sentence
     * @throws PlumblineException UNSUPPORTED_MODEL if the chat template alters the message; INPUT_TOO_LONG if the model's
     *     window does not hold the passages
     */
    public static List<QueryProbe> of(
            LoadedModel model, List<Needle> needles, List<String> prose, int count, int tokens) {
        List<QueryProbe> probes = new ArrayList<>();
        for (int n = 0; n < needles.size(); n++) {
            int line = n * prose.size() / needles.size();
            List<String> passages = new ArrayList<>();
            for (int p = 0; p < count; p++) {
                List<String> lines = new ArrayList<>();
                for (int total = 0; total < tokens; line++) {
                    String text = prose.get(line % prose.size());
                    lines.add(text);
                    total += model.tokenizer().encodeVerbatim(" " + text).size();
                }
                if (p == n % count) {
                    lines.add(lines.size() / 2, needles.get(n).sentence());
                }
                passages.add(String.join(" ", lines));
            }
            probes.add(probe(model, needles.get(n), passages, n % count));
        }
        return probes;
    }

    private static QueryProbe probe(LoadedModel model, Needle needle, List<String> passages, int answering) {
        StringBuilder text = new StringBuilder(BEFORE);
        List<CharSpan> spans = new ArrayList<>();
        for (int p = 0; p < passages.size(); p++) {
            text.append('[').append(p + 1).append("] ");
            spans.add(
                    new CharSpan(text.length(), text.length() + passages.get(p).length()));
            text.append(passages.get(p)).append("\n\n");
        }
        int instruction = text.length();
        EncodedText asked = encoded(model, text + INSTRUCTION + needle.question());
        EncodedText nothing = encoded(model, text + INSTRUCTION + NOTHING);
        int shift = asked.text().indexOf(BEFORE);
        int from = asked.tokensOf(new CharSpan(shift + instruction, shift + instruction + INSTRUCTION.length()))
                .start();
        List<TokenSpan> tokens = spans.stream()
                .map(span -> asked.tokensOf(span.shift(shift)))
                .map(span -> new TokenSpan(span.start(), Math.min(span.end(), from)))
                .toList();
        int window = model.model().config().contextLength();
        if (asked.size() > window) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG,
                    passages.size() + " passages make " + asked.size() + " tokens, and the model's window is " + window
                            + ": ask for fewer or shorter ones");
        }
        return new QueryProbe(needle.id(), asked.ids(), nothing.ids(), from, tokens, answering);
    }

    private static EncodedText encoded(LoadedModel model, String user) {
        String rendered = model.chatTemplate().render(List.of(ChatMessage.user(user)), true);
        if (!rendered.contains(user)) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "the chat template alters the user's message; use a model whose template shows it as it is");
        }
        return model.tokenizer().encodeVerbatim(rendered);
    }
}
