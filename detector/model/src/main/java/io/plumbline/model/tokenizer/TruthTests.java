package io.plumbline.model.tokenizer;

import io.plumbline.model.tokenizer.TemplateLexer.Kind;
import io.plumbline.model.tokenizer.TemplateLexer.Lexeme;
import io.plumbline.model.tokenizer.TemplateLexer.Piece;
import io.plumbline.model.tokenizer.TemplateLexer.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells whether the truth of a text may decide something in a template: there Jinjava takes the text "false" for
 * untrue, which Python does not. Errs on the side of yes.
 */
final class TruthTests {
    private static final Set<String> SPLITS = Set.of("and", "or", "not", "if", "else", "(", ")", ",");
    private static final Set<String> DECIDES = Set.of("==", "!=", "<", ">", "<=", ">=", "in", "is");
    private static final Set<String> CONDITIONAL = Set.of("and", "or", "not", "if");
    private static final Set<String> TRUTHS = Set.of("startswith", "endswith");
    private static final Set<String> LITERALS = Set.of("true", "false", "none", "True", "False", "None");

    /** Names that may hold a text of the conversation. */
    private final Set<String> assigned;
    /** Names of loop variables. */
    private final Set<String> loopVariables;

    private TruthTests(Set<String> assigned, Set<String> loopVariables) {
        this.assigned = assigned;
        this.loopVariables = loopVariables;
    }

    static TruthTests of(List<Piece> pieces) {
        Set<String> assigned = new HashSet<>();
        Set<String> loopVariables = new HashSet<>();
        for (Piece piece : pieces) {
            if (piece instanceof Tag tag && !tag.expression().isEmpty()) {
                List<Lexeme> lexemes = tag.expression();
                String name = lexemes.get(0).text();
                if (tag.name().equals("for")) {
                    assigned.add(name);
                    loopVariables.add(name);
                    if (lexemes.size() > 2 && lexemes.get(1).is(",")) {
                        assigned.add(lexemes.get(2).text());
                    }
                } else if (tag.name().equals("set") && !literal(lexemes)) {
                    assigned.add(name);
                }
            }
        }
        return new TruthTests(assigned, loopVariables);
    }

    private static boolean literal(List<Lexeme> set) {
        return set.size() == 3 && LITERALS.contains(set.get(2).text());
    }

    /** Whether an expression decides something by a text's truth; all of a {@code condition} does. */
    boolean testsText(List<Lexeme> expression, boolean condition) {
        boolean conditional =
                expression.stream().anyMatch(l -> l.kind() == Kind.NAME && CONDITIONAL.contains(l.text()));
        return (condition || conditional) && segments(expression).stream().anyMatch(this::mayTestText);
    }

    private static List<List<Lexeme>> segments(List<Lexeme> expression) {
        List<List<Lexeme>> segments = new ArrayList<>();
        segments.add(new ArrayList<>());
        for (Lexeme lexeme : expression) {
            if (splits(lexeme)) {
                segments.add(new ArrayList<>());
            } else {
                segments.get(segments.size() - 1).add(lexeme);
            }
        }
        return segments;
    }

    private static boolean splits(Lexeme lexeme) {
        return lexeme.kind() != Kind.STRING && SPLITS.contains(lexeme.text());
    }

    /**
     * A condition in which every plain member of a loop variable ({@code message.content}) that stands alone between
     * {@code and}, {@code or}, {@code not} goes through the filter that takes Python's truth of it. What cannot be
     * settled so stays, and {@link #testsText} sees it.
     */
    List<Lexeme> settle(List<Lexeme> condition) {
        List<Lexeme> settled = new ArrayList<>();
        int at = 0;
        while (at < condition.size()) {
            int end = at;
            while (end < condition.size() && !splits(condition.get(end))) {
                end++;
            }
            List<Lexeme> segment = condition.subList(at, end);
            boolean alone = (at == 0 || condition.get(at - 1).kind() == Kind.NAME)
                    && (end == condition.size() || condition.get(end).kind() == Kind.NAME);
            if (alone && isPath(segment) && mayTestText(segment)) {
                settled.addAll(segment);
                settled.add(new Lexeme(Kind.OPERATOR, "|"));
                settled.add(new Lexeme(Kind.NAME, TemplateTranslator.TRUTH));
            } else {
                settled.addAll(segment);
            }
            if (end < condition.size()) {
                settled.add(condition.get(end));
            }
            at = end + 1;
        }
        return settled;
    }

    /** A name with members and literal indexes. */
    private static boolean isPath(List<Lexeme> segment) {
        return segment.stream()
                .allMatch(
                        lexeme -> lexeme.kind() != Kind.OPERATOR || lexeme.is(".") || lexeme.is("[") || lexeme.is("]"));
    }

    private boolean mayTestText(List<Lexeme> segment) {
        if (segment.isEmpty()
                || segment.stream().anyMatch(l -> l.kind() != Kind.STRING && DECIDES.contains(l.text()))) {
            return false;
        }
        Lexeme first = segment.get(0);
        if (segment.get(segment.size() - 1).is(TemplateTranslator.TRUTH)) {
            return false;
        }
        if (segment.size() == 1) {
            return first.kind() == Kind.NAME && assigned.contains(first.text());
        }
        Lexeme last = segment.get(segment.size() - 1);
        boolean member = segment.size() == 3 && segment.get(1).is(".") && first.kind() == Kind.NAME;
        if (segment.size() >= 3 && segment.get(segment.size() - 2).is(".") && TRUTHS.contains(last.text())) {
            return false;
        }
        boolean ofLoop = member && (first.text().equals("loop") || loopVariables.contains(first.text()));
        return !(ofLoop && !last.text().equals("content"));
    }
}
