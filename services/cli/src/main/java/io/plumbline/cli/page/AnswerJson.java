package io.plumbline.cli.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Evidence;
import io.plumbline.scoring.FlaggedSpan;
import io.plumbline.scoring.ScoreExplanation;
import io.plumbline.scoring.TokenScore;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.inspect.HeadAttention;
import io.plumbline.scoring.inspect.Inspection;
import io.plumbline.scoring.inspect.PassageWord;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One answer as the page's script reads it. Small: numbers to three or four digits, a token as one array
 * {@code [start, end, probability, window, [value of each column], [points of each signal],
 * [[mass, [word, share in thousandths, ...]] for each head]]}; null stands for a value that is not defined. Offsets are UTF-16
 * units, as scripts count.
 */
final class AnswerJson {
    private static final MathContext VALUE = new MathContext(3);
    private static final MathContext PROBABILITY = new MathContext(4);
    private static final int THOUSAND = 1000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final PageColumns columns;
    private final Map<String, Integer> passages = new HashMap<>();

    private AnswerJson(PageColumns columns, RagExample example) {
        this.columns = columns;
        for (int i = 0; i < example.passages().size(); i++) {
            passages.put(example.passages().get(i).id(), i);
        }
    }

    /** @param columns of the page; not looked at where the answer has no score */
    static ObjectNode of(PageAnswer answer, PageColumns columns) {
        return new AnswerJson(columns, answer.example()).json(answer);
    }

    private ObjectNode json(PageAnswer answer) {
        ObjectNode json = NODES.objectNode();
        json.put("id", answer.example().id());
        json.put("origin", answer.origin());
        answer.example().question().ifPresentOrElse(text -> json.put("question", text), () -> json.putNull("question"));
        json.put("response", answer.example().response());
        json.set("passages", passages(answer.example().passages()));
        answer.hallucinated().ifPresentOrElse(bad -> json.put("human", bad), () -> json.putNull("human"));
        json.put("detail", answer.detail());
        ArrayNode warnings = json.putArray("warnings");
        answer.warnings().forEach(warnings::add);
        json.put(
                "label",
                answer.inspection().map(i -> i.verdict().label().name()).orElse(answer.status()));
        answer.inspection().ifPresentOrElse(inspection -> scored(inspection, json), () -> unscored(json));
        return json;
    }

    private static ArrayNode passages(List<Passage> passages) {
        ArrayNode json = NODES.arrayNode();
        passages.forEach(
                p -> json.addObject().put("id", p.id()).put("title", p.title()).put("text", p.text()));
        return json;
    }

    private static void unscored(ObjectNode json) {
        for (String list : List.of("tokens", "spans", "evidence", "words", "contributions", "lines")) {
            json.putArray(list);
        }
    }

    private void scored(Inspection inspection, ObjectNode json) {
        Verdict verdict = inspection.verdict();
        json.put("p", rounded(verdict.probability(), PROBABILITY));
        json.put("threshold", rounded(verdict.threshold(), PROBABILITY));
        json.put("windows", verdict.windows());
        json.set("spans", spans(verdict.spans()));
        json.set("evidence", evidence(verdict.evidence()));
        ArrayNode contributions = json.putArray("contributions");
        for (ScoreExplanation.Contribution c : verdict.explain().contributions()) {
            ArrayNode row = contributions.addArray().add(c.feature());
            for (double value : new double[] {c.raw(), c.scaled(), c.weight(), c.points()}) {
                add(row, value, PROBABILITY);
            }
        }
        ArrayNode lines = json.putArray("lines");
        verdict.explain().lines().forEach(lines::add);
        ArrayNode words = json.putArray("words");
        for (PassageWord word : inspection.words()) {
            words.add(passages.getOrDefault(word.passageId(), 0))
                    .add(word.span().start())
                    .add(word.span().end());
        }
        ArrayNode tokens = json.putArray("tokens");
        for (int t = 0; t < verdict.tokens().size(); t++) {
            tokens.add(token(inspection, t));
        }
    }

    private ArrayNode spans(List<FlaggedSpan> spans) {
        ArrayNode json = NODES.arrayNode();
        for (FlaggedSpan span : spans) {
            ObjectNode one = json.addObject();
            one.put("start", span.span().start()).put("end", span.span().end());
            one.put("p", rounded(span.probability(), PROBABILITY));
            ArrayNode causes = one.putArray("causes");
            span.causes().forEach(causes::add);
            one.set("evidence", evidence(span.evidence()));
        }
        return json;
    }

    private ArrayNode evidence(List<Evidence> found) {
        ArrayNode evidence = NODES.arrayNode();
        for (Evidence read : found) {
            ObjectNode part = evidence.addObject()
                    .put("passage", passages.getOrDefault(read.passageId(), 0))
                    .put("start", read.span().start())
                    .put("end", read.span().end())
                    .put("weight", rounded(read.weight(), VALUE));
            read.method().ifPresent(method -> part.put("method", method));
            ArrayNode heads = part.putArray("heads");
            read.heads().forEach(head -> heads.add(head.toString()));
        }
        return evidence;
    }

    private ArrayNode token(Inspection inspection, int t) {
        TokenScore token = inspection.verdict().tokens().get(t);
        ArrayNode json =
                NODES.arrayNode().add(token.span().start()).add(token.span().end());
        add(json, token.probability(), PROBABILITY);
        json.add(inspection.windows().get(t));
        ArrayNode values = json.addArray();
        for (float value : inspection.features().values().row(t)) {
            add(values, value, VALUE);
        }
        json.add(points(inspection.points(), t));
        ArrayNode heads = json.addArray();
        for (HeadAttention head : inspection.attention().get(t)) {
            ArrayNode one = heads.addArray();
            add(one, head.mass(), VALUE);
            ArrayNode shares = one.addArray();
            head.words().forEach(share -> shares.add(share.word()).add(Math.round(THOUSAND * share.share())));
        }
        return json;
    }

    /** Summed by signal; null for one without a term. */
    private ArrayNode points(FeatureTable table, int t) {
        ArrayNode json = NODES.arrayNode();
        for (FeatureKind kind : columns.signals()) {
            double sum = 0;
            boolean has = false;
            for (int c = 0; c < table.features().size(); c++) {
                if (table.features().get(c).kind() == kind) {
                    sum += table.values().at(t, c);
                    has = true;
                }
            }
            add(json, has ? sum : Double.NaN, VALUE);
        }
        return json;
    }

    private static void add(ArrayNode array, double value, MathContext digits) {
        if (Double.isFinite(value)) {
            array.add(rounded(value, digits));
        } else {
            array.addNull();
        }
    }

    /** 0.5 rather than 0.5000, and never an exponent for what is not tiny. */
    private static BigDecimal rounded(double value, MathContext digits) {
        BigDecimal number = BigDecimal.valueOf(value).round(digits);
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
}
