package io.plumbline.model.tokenizer;

import io.plumbline.model.tokenizer.TemplateLexer.Kind;
import io.plumbline.model.tokenizer.TemplateLexer.Lexeme;
import io.plumbline.model.tokenizer.TemplateLexer.Output;
import io.plumbline.model.tokenizer.TemplateLexer.Piece;
import io.plumbline.model.tokenizer.TemplateLexer.Tag;
import io.plumbline.model.tokenizer.TemplateLexer.Text;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites a template so that Jinjava reads it as Jinja2 would, and refuses what it would not. Literal text and string
 * literals become variables, so that Jinjava's scanner never sees them; outputs go through a filter that prints as
 * Python does. Filters and tests that we lack are collected by name and refuse when they are reached: real templates use them
 * in branches for tools that no conversation of ours enters.
 */
final class TemplateTranslator {
    static final String PREFIX = "plumb_";
    static final String PRINT = PREFIX + "print";
    static final String TRUTH = PREFIX + "truth";

    private static final Set<String> FUNCTIONS = Set.of("raise_exception", "strftime_now", "namespace", "range");
    // words of Jinjava's expression language that are plain names in Jinja2
    private static final Set<String> RESERVED = Set.of(
            "empty", "div", "mod", "eq", "ne", "lt", "gt", "le", "ge", "instanceof", "null", "filter", "exptest");
    private static final Set<String> WORDS = Set.of("and", "or", "not", "in", "is", "if", "else");
    private static final Set<String> IGNORED_TAGS = Set.of("generation", "endgeneration");

    /**
     * The rewritten template.
     *
     * @param source what Jinjava renders
     * @param constants value of each variable that stands for text
     * @param names every other name in the template
     * @param filters names of the filters it uses
     * @param tests names of the tests it uses
     * @param testsText whether the truth of a text may decide something
     * @param slicesText whether a slice may be one of a text
     */
    record Translation(
            String source,
            Map<String, String> constants,
            Set<String> names,
            Set<String> filters,
            Set<String> tests,
            boolean testsText,
            boolean slicesText) {}

    private final StringBuilder source = new StringBuilder();
    private final Map<String, String> constants = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> filters = new HashSet<>();
    private final Set<String> tests = new HashSet<>();
    private final Deque<String> blocks = new ArrayDeque<>();
    private boolean slicesText;
    private boolean testsText;

    private TemplateTranslator() {}

    static Translation translate(String template) {
        TemplateTranslator translator = new TemplateTranslator();
        List<Piece> pieces = TemplateLexer.pieces(template);
        TruthTests truths = TruthTests.of(pieces);
        for (Piece piece : pieces) {
            if (piece instanceof Text text) {
                translator
                        .source
                        .append("{{ ")
                        .append(translator.constant(text.text()))
                        .append(" }}");
            } else if (piece instanceof Output output) {
                translator.testsText |= truths.testsText(output.expression(), false);
                translator.source.append("{{ (").append(translator.expression(output.expression()));
                translator.source.append(")|").append(PRINT).append(" }}");
            } else if (piece instanceof Tag tag && !IGNORED_TAGS.contains(tag.name())) {
                translator.tag(tag, truths);
            }
        }
        if (!translator.blocks.isEmpty()) {
            throw TemplateProblem.unsupported("a tag '" + translator.blocks.peek() + "' that does not end");
        }
        translator.names.removeAll(FUNCTIONS);
        return new Translation(
                translator.source.toString(),
                Map.copyOf(translator.constants),
                Set.copyOf(translator.names),
                Set.copyOf(translator.filters),
                Set.copyOf(translator.tests),
                translator.testsText,
                translator.slicesText);
    }

    private void tag(Tag tag, TruthTests truths) {
        switch (tag.name()) {
            case "if" -> blocks.push("if");
            case "for" -> blocks.push("for");
            case "elif", "else" -> require("if", tag.name());
            case "endif", "endfor" -> {
                require(tag.name().substring(3), tag.name());
                blocks.pop();
            }
            case "set" -> {}
            default -> throw TemplateProblem.unsupported("the tag '" + tag.name() + "'");
        }
        boolean condition = tag.name().equals("if") || tag.name().equals("elif");
        List<Lexeme> expression = condition ? truths.settle(tag.expression()) : tag.expression();
        boolean onText = truths.testsText(expression, condition);
        testsText |= onText;
        source.append("{% ").append(tag.name()).append(' ');
        switch (tag.name()) {
            case "set" -> set(expression, onText);
            case "for" -> loop(expression);
            default -> source.append(expression(expression));
        }
        source.append(" %}");
    }

    private void require(String block, String tag) {
        if (!block.equals(blocks.peek())) {
            throw TemplateProblem.unsupported("'" + tag + "' that belongs to no '" + block + "'");
        }
    }

    private void set(List<Lexeme> lexemes, boolean onText) {
        int equals = 0;
        while (equals < lexemes.size() && !lexemes.get(equals).is("=")) {
            source.append(lexemes.get(equals).text());
            equals++;
        }
        boolean name = equals == 1;
        boolean member = equals == 3 && lexemes.get(1).is(".");
        if ((!name && !member) || equals == lexemes.size()) {
            throw TemplateProblem.unsupported("a 'set' other than of one name or one namespace member");
        }
        checkName(lexemes.get(0).text());
        if (onText && lexemes.stream().anyMatch(lexeme -> lexeme.is("and"))) {
            // yields a truth value there and the operand in Jinja2
            throw TemplateProblem.unsupported("'and' on texts outside of a condition");
        }
        source.append(" = ").append(expression(lexemes.subList(equals + 1, lexemes.size())));
    }

    private void loop(List<Lexeme> lexemes) {
        int in = 0;
        while (in < lexemes.size() && !lexemes.get(in).is("in")) {
            if (lexemes.get(in).kind() == Kind.NAME) {
                checkName(lexemes.get(in).text());
            } else if (!lexemes.get(in).is(",")) {
                throw TemplateProblem.unsupported("a 'for' over a nested pattern");
            }
            source.append(lexemes.get(in).text());
            in++;
        }
        List<Lexeme> collection = lexemes.subList(Math.min(in + 1, lexemes.size()), lexemes.size());
        if (in == 0 || collection.isEmpty()) {
            throw TemplateProblem.unsupported("a 'for' without 'in'");
        }
        if (collection.stream().anyMatch(lexeme -> lexeme.is("if") || lexeme.is("recursive"))) {
            throw TemplateProblem.unsupported("a 'for' with a condition, or a recursive one");
        }
        source.append(" in ").append(expression(collection));
    }

    private String constant(String text) {
        String name = PREFIX + "text_" + constants.size();
        constants.put(name, text);
        return name;
    }

    private void checkName(String name) {
        if (RESERVED.contains(name) || name.startsWith(PREFIX)) {
            throw TemplateProblem.unsupported("the name '" + name + "'");
        }
        names.add(name);
    }

    private String expression(List<Lexeme> lexemes) {
        return new ExpressionWriter(lexemes).write();
    }

    /** Writes one expression anew. */
    private final class ExpressionWriter {
        private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
        private static final Set<String> ARITHMETIC = Set.of("+", "-", "*", "%", "~");
        private static final Set<String> REFUSED = Set.of("/", "//", "**", "{", "}", ";");
        private static final Map<String, String> LITERALS = Map.of(
                "true", "true", "True", "true", "false", "false", "False", "false", "none", "none", "None", "none");

        private final List<Lexeme> lexemes;
        private final StringBuilder out = new StringBuilder();
        private final Deque<Level> levels = new ArrayDeque<>();

        /** What has been seen at one depth of brackets since the last word or comma. */
        private static final class Level {
            private final String bracket;
            private int openNots;
            private int comparisons;
            private boolean arithmetic;
            private int colons;

            Level(String bracket) {
                this.bracket = bracket;
            }
        }

        ExpressionWriter(List<Lexeme> lexemes) {
            this.lexemes = lexemes;
            levels.push(new Level(""));
        }

        String write() {
            for (int i = 0; i < lexemes.size(); i++) {
                Lexeme lexeme = lexemes.get(i);
                out.append(' ');
                switch (lexeme.kind()) {
                    case STRING -> string(i);
                    case NUMBER -> out.append(lexeme.text());
                    case NAME -> i = name(i);
                    case OPERATOR -> i = operator(i);
                }
            }
            closeNots();
            return out.toString();
        }

        private Level level() {
            return levels.getFirst();
        }

        private boolean nextIs(int i, String text) {
            return i + 1 < lexemes.size() && lexemes.get(i + 1).is(text);
        }

        private boolean previousIs(int i, String text) {
            return i > 0 && lexemes.get(i - 1).is(text);
        }

        private void string(int i) {
            if (i + 1 < lexemes.size() && lexemes.get(i + 1).kind() == Kind.STRING) {
                throw TemplateProblem.unsupported("string literals side by side");
            }
            out.append(constant(lexemes.get(i).text()));
        }

        /** Jinja2's {@code not} binds less than comparisons and tests, Jinjava's more: brackets settle it. */
        private void closeNots() {
            out.append("))".repeat(level().openNots));
            level().openNots = 0;
            level().comparisons = 0;
            level().arithmetic = false;
        }

        private int name(int i) {
            String text = lexemes.get(i).text();
            if (previousIs(i, "|")) {
                filters.add(text);
                out.append(text);
            } else if (previousIs(i, ".")) {
                out.append(text);
            } else if (text.equals("is")) {
                return test(i);
            } else if (text.equals("not")) {
                if (nextIs(i, "in")) {
                    comparison();
                    out.append("not in");
                    return i + 1;
                }
                out.append("(not (");
                level().openNots++;
            } else if (text.equals("in")) {
                comparison();
                out.append("in");
            } else if (WORDS.contains(text)) {
                closeNots();
                out.append(text);
            } else if (LITERALS.containsKey(text)) {
                literal(i, LITERALS.getOrDefault(text, text));
            } else {
                if (nextIs(i, "(") && !FUNCTIONS.contains(text)) {
                    throw TemplateProblem.unsupported("the function '" + text + "'");
                }
                checkName(text);
                out.append(text);
            }
            return i;
        }

        private void literal(int i, String value) {
            if (i + 1 < lexemes.size()
                    && COMPARISONS.contains(lexemes.get(i + 1).text())) {
                throw TemplateProblem.unsupported("the literal " + value + " on the left of a comparison");
            }
            out.append(value.equals("none") ? PREFIX + "none" : value);
        }

        private int test(int i) {
            boolean negated = nextIs(i, "not");
            int at = i + (negated ? 2 : 1);
            if (at >= lexemes.size() || lexemes.get(at).kind() != Kind.NAME) {
                throw TemplateProblem.unsupported("a test without a name");
            }
            String test = lexemes.get(at).text();
            tests.add(test);
            out.append(negated ? "is not " : "is ").append(test);
            return at;
        }

        private void comparison() {
            if (++level().comparisons > 1) {
                throw TemplateProblem.unsupported("a chain of comparisons");
            }
        }

        private int operator(int i) {
            String text = lexemes.get(i).text();
            if (REFUSED.contains(text)) {
                throw TemplateProblem.unsupported("the operator '" + text + "'");
            }
            if (COMPARISONS.contains(text)) {
                comparison();
                return comparedWith(i, text);
            }
            if (text.equals("(") || text.equals("[")) {
                boolean index = text.equals("[") && i > 0 && isOperand(lexemes.get(i - 1));
                levels.push(new Level(text));
                noteSlice(i, index);
            } else if (text.equals(")") || text.equals("]")) {
                closeNots();
                levels.pop();
            } else if (text.equals(",")) {
                closeNots();
            } else if (text.equals(":")) {
                closeNots();
                if (!level().bracket.equals("[") || ++level().colons > 1) {
                    throw TemplateProblem.unsupported("a slice with a step");
                }
            } else if (ARITHMETIC.contains(text)) {
                level().arithmetic = true;
            }
            out.append(text);
            return i;
        }

        private static boolean isOperand(Lexeme lexeme) {
            return (lexeme.kind() == Kind.NAME && !WORDS.contains(lexeme.text()))
                    || lexeme.kind() == Kind.STRING
                    || lexeme.is(")")
                    || lexeme.is("]");
        }

        /** A slice of anything but the messages may be one of a text, which Jinjava cuts by UTF-16 unit. */
        private void noteSlice(int i, boolean index) {
            int depth = 0;
            for (int at = i; at < lexemes.size(); at++) {
                Lexeme lexeme = lexemes.get(at);
                depth += lexeme.is("[") || lexeme.is("(") ? 1 : 0;
                depth -= lexeme.is("]") || lexeme.is(")") ? 1 : 0;
                if (depth == 0) {
                    return;
                }
                if (depth == 1 && lexeme.is(":")) {
                    slicesText |= !index || !lexemes.get(i - 1).text().endsWith("messages");
                }
            }
        }

        /** Jinjava compares a text with a truth value by the text's own truth; a test by identity does not. */
        private int comparedWith(int i, String operator) {
            boolean last = i + 1 >= lexemes.size();
            String literal =
                    last ? "" : LITERALS.getOrDefault(lexemes.get(i + 1).text(), "");
            if (literal.isEmpty() || lexemes.get(i + 1).kind() != Kind.NAME) {
                out.append(operator);
                return i;
            }
            if (level().arithmetic || !(operator.equals("==") || operator.equals("!="))) {
                throw TemplateProblem.unsupported("this comparison with " + literal);
            }
            tests.add(literal);
            out.append(operator.equals("==") ? "is " : "is not ").append(literal);
            return i + 1;
        }
    }
}
